import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { REPOSITORY } from '../support/github.js';
import { makeShop, type Shop } from './lambda.js';

let shop: Shop;
beforeEach(async () => {
  shop = await makeShop();
  await shop.commit('one');
  await shop.start('deploy.yml', { event: 'push' });
});
afterEach(() => shop.close());

const HEAD = 'c0ffee0000000000000000000000000000000001';

/** The payload of GitHub, as far as the example and the action read it. */
function pull(action: string, repository = REPOSITORY) {
  const of = (name: string) => ({ id: name === REPOSITORY ? 1 : 2, full_name: name });
  const payload = {
    action,
    number: 12,
    pull_request: {
      number: 12,
      state: action === 'closed' ? 'closed' : 'open',
      user: { login: 'mona' },
      head: { ref: 'topic', sha: HEAD, repo: of(repository) },
      base: { ref: 'main', sha: 'ba5e000000000000000000000000000000000002', repo: of(REPOSITORY) },
    },
    repository: of(REPOSITORY),
  };
  return shop.start('preview.yml', { event: 'pull_request', payload });
}

const comments = () => shop.github.comments.get(12) ?? [];

test('preview.yml shows a pull request at an alias of its own, in one comment, and closing takes it away', async () => {
  await shop.commit('two');
  expect((await pull('opened')).jobs).toEqual({ preview: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '1': 100 }, 'pr-12': { '2': 100 } });
  expect(await shop.answer('pr-12')).toEqual({ ok: true, word: 'two' });
  await shop.commit('three');
  const { jobs, summaries } = await pull('synchronize');
  expect(jobs).toEqual({ preview: 'success' });
  expect(await shop.aliases()).toEqual({ live: { '1': 100 }, 'pr-12': { '3': 100 } });
  expect(summaries).toHaveLength(1);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]?.body).toContain('version 3');
  expect(comments()[0]?.body).toContain(HEAD.slice(0, 7));
  const closed = await pull('closed');
  expect(closed.jobs).toEqual({ preview: 'success' });
  expect(closed.log).not.toContain('npm ci');
  expect(await shop.aliases()).toEqual({ live: { '1': 100 } });
  expect(await shop.versions()).toEqual(['1']);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]?.body).not.toContain('version 3 is');
});

test('preview.yml does not run for a fork', async () => {
  await shop.writes();
  const { jobs, summaries } = await pull('opened', 'stranger/shop');
  expect(jobs).toEqual({});
  expect(summaries).toEqual([]);
  expect(await shop.writes()).toEqual([]);
});
