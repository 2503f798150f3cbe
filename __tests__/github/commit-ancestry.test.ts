import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import { githubForge } from '../../src/github/index.js';
import { type Github, github } from '../support/github.js';

let world: Github;
const forge = () => githubForge({ env: world.env(), token: 't0ken', log: silentLog, save: () => undefined });
const A = 'aaaaaaaaaaaa';
const B = 'bbbbbbbbbbbb';

beforeAll(async () => {
  world = await github();
});
afterAll(() => world.close());

test.each([
  ['ahead', 'ancestor'],
  ['behind', 'descendant'],
  ['diverged', 'diverged'],
  ['identical', 'identical'],
])('a head that is %s has a base that is %s', async (status, expected) => {
  world.relations.set(`${A}...${B}`, status);
  expect(await forge().ancestry?.(A, B)).toBe(expected);
});

test('a short hash of the same commit needs no request', async () => {
  const before = world.requests.length;
  expect(await forge().ancestry?.(A, `${A}${B}`)).toBe('identical');
  expect(world.requests).toHaveLength(before);
});

test('a commit that GitHub does not know gives no order', async () => {
  expect(await forge().ancestry?.(A, 'cccccccccccc')).toBe('unknown');
});

test('what is no hash is never sent', async () => {
  const before = world.requests.length;
  expect(await forge().ancestry?.('../../user', B)).toBe('unknown');
  expect(world.requests).toHaveLength(before);
});

test('a completed run has ended, one in progress has not, an unknown one is not known', async () => {
  world.runs.set('1', 'completed').set('2', 'in_progress');
  expect(await forge().runEnded?.('1')).toBe(true);
  expect(await forge().runEnded?.('2')).toBe(false);
  expect(await forge().runEnded?.('3')).toBeUndefined();
});

test('an attempt that has ended is told from the run that goes on', async () => {
  world.runs.set('4', 'in_progress').set('4.1', 'completed');
  expect(await forge().runEnded?.('4.1')).toBe(true);
});

test('without a token there is nobody to ask', () => {
  const without = githubForge({ env: world.env(), log: silentLog, save: () => undefined });
  expect(without.ancestry).toBeUndefined();
  expect(without.comment).toBeUndefined();
});
