import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeShop, type Shop } from './lambda.js';

let shop: Shop;
beforeEach(async () => {
  shop = await makeShop();
});
afterEach(() => shop.close());

const push = () => shop.start('deploy.yml', { event: 'push' });
const back = (inputs?: Record<string, string>) => shop.start('rollback.yml', { event: 'workflow_dispatch', inputs });

test('deploy.yml makes each push live, and its summary names the line that takes it back', async () => {
  await shop.commit('one');
  expect((await push()).jobs).toEqual({ deploy: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '1': 100 } });
  await shop.commit('two');
  const { jobs, summaries } = await push();
  expect(jobs).toEqual({ deploy: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '2': 100 } });
  expect(await shop.answer()).toEqual({ ok: true, word: 'two' });
  expect(summaries).toHaveLength(1);
  expect(summaries[0]).toContain('Back to version 1');
  const where = '--provider aws-lambda --function checkout --version 1 --region eu-central-1';
  expect(summaries[0]).toContain(`npx --yes 'github:OWNER/versioned-deploy#v1' rollback ${where}`);
  expect(summaries[0]).toContain('gh workflow run rollback.yml --repo octo/shop -f version=1');
});

test('deploy.yml publishes nothing for the same build', async () => {
  await shop.commit('one');
  await push();
  await shop.writes();
  expect((await push()).jobs).toEqual({ deploy: 'success' });
  expect(await shop.writes()).toEqual([]);
  expect(await shop.versions()).toEqual(['1']);
});

test('rollback.yml without a version goes to what was live before, once; with one, anywhere', async () => {
  for (const word of ['one', 'two', 'three']) {
    await shop.commit(word);
    await push();
  }
  const { jobs, summaries } = await back({ version: '' });
  expect(jobs).toEqual({ rollback: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '2': 100 } });
  expect(summaries[0]).toContain('back on version 2');
  const again = await back();
  expect(again.jobs).toEqual({ rollback: 'failure' });
  expect(again.summaries[0]).toContain('Which version?');
  expect(await shop.aliases()).toEqual({ live: { '2': 100 } });
  expect((await back({ version: '1' })).jobs).toEqual({ rollback: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '1': 100 } });
  expect(await shop.answer()).toEqual({ ok: true, word: 'one' });
});
