import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeShop, type Shop } from './lambda.js';

let shop: Shop;
beforeEach(async () => {
  shop = await makeShop();
  await shop.commit('one');
  await shop.start('deploy.yml', { event: 'push' });
});
afterEach(() => shop.close());

const push = (job?: string) => shop.start('canary.yml', { event: 'push', job });
const back = () => shop.start('rollback.yml', { event: 'workflow_dispatch', inputs: { version: '' } });

test('canary.yml gives a push a share, and all of the traffic in the job that the reviewers guard', async () => {
  await shop.commit('two');
  const { jobs, summaries } = await push();
  expect(jobs).toEqual({ canary: 'success', promote: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '2': 100 } });
  expect(await shop.answer()).toEqual({ ok: true, word: 'two' });
  expect(summaries).toHaveLength(2);
  expect(summaries[0]).toContain('10 %');
  expect(summaries[1]).toContain('version 2 is live');
});

test('a canary that answers badly is not promoted, and loses its share', async () => {
  await shop.commit('two', 'async () => ({ ok: false })');
  const { jobs, summaries } = await push();
  expect(jobs).toEqual({ canary: 'success', promote: 'failure' });
  expect(summaries[1]).toContain('json.ok');
  expect(await shop.aliases()).toEqual({ live: { '1': 100 } });
});

test('while the reviewers think, a push is refused before anything is uploaded, and rollback.yml drops the canary', async () => {
  await shop.commit('two');
  expect((await push('canary')).jobs).toEqual({ canary: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '1': 90, '2': 10 } });
  await shop.commit('three');
  await shop.writes();
  const refused = await push();
  expect(refused.jobs.canary).toBe('failure');
  expect(refused.jobs.promote).not.toBe('success');
  expect(refused.summaries[0]).toContain('A canary is running');
  expect(await shop.writes()).toEqual([]);
  expect((await back()).jobs).toEqual({ rollback: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '1': 100 } });
});
