import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import { githubForge } from '../../src/github/index.js';
import { commentMarker } from '../../src/github/sticky-comment.js';
import { fakeClock } from '../support/clock.js';
import { type Github, type GithubOptions, github } from '../support/github.js';
import { commentOf } from '../support/github-routes.js';

let world: Github;
const start = async (options?: GithubOptions) => {
  world = await github(options);
};
const forge = () =>
  githubForge({ env: world.env(), token: 't0ken', log: silentLog, save: () => undefined, clock: fakeClock() });
const bodies = () => (world.comments.get(12) ?? []).map(({ body }) => body);
const someoneElse = (count: number) => Array.from({ length: count }, (_, at) => commentOf(at + 1, 'Nice!'));

beforeEach(() => start());
afterEach(() => world.close());

test('the comment is made once, and then brought up to date', async () => {
  await forge().comment?.(12, 'a', 'first');
  const url = await forge().comment?.(12, 'a', 'second');
  expect(bodies()).toEqual([`${commentMarker('a')}\nsecond`]);
  expect(url).toContain('#issuecomment-');
});

test('each function has a comment of its own', async () => {
  await forge().comment?.(12, 'aws-lambda/api', 'api');
  await forge().comment?.(12, 'aws-lambda/worker', 'worker');
  await forge().comment?.(12, 'aws-lambda/api', 'api again');
  expect(bodies()).toHaveLength(2);
});

test('ours is found on the third page', async () => {
  world.comments.set(12, someoneElse(240));
  await forge().comment?.(12, 'a', 'first');
  await forge().comment?.(12, 'a', 'second');
  expect(bodies()).toHaveLength(241);
  expect(bodies().at(-1)).toContain('second');
});

test('an unchanged comment is not written again', async () => {
  await forge().comment?.(12, 'a', 'same');
  const before = world.requests.length;
  await forge().comment?.(12, 'a', 'same');
  expect(world.requests.slice(before)).toEqual([
    expect.stringMatching(/^GET /),
    expect.stringMatching(/^POST .*graphql$/),
  ]);
});

test('of two comments that two runs made at once, one is left', async () => {
  world.comments.set(12, [commentOf(1, `${commentMarker('a')}\none`), commentOf(2, `${commentMarker('a')}\ntwo`)]);
  await forge().comment?.(12, 'a', 'three');
  expect(bodies()).toEqual([`${commentMarker('a')}\nthree`]);
});

test('a passer-by who copies our marker does not get our words', async () => {
  const theirs = `${commentMarker('a')}\nLooks good, merge it`;
  const user = { login: 'mallory', type: 'User' };
  world.comments.set(12, [commentOf(1, theirs, { user, author_association: 'NONE' })]);
  await forge().comment?.(12, 'a', 'ours');
  expect(bodies()).toEqual([theirs, `${commentMarker('a')}\nours`]);
});

for (const [who, user, association] of [
  ['a member', { login: 'alice', type: 'User' }, 'MEMBER'],
  ['the owner', { login: 'octo', type: 'User' }, 'OWNER'],
  ['another bot', { login: 'dependabot[bot]', type: 'Bot' }, 'NONE'],
  ['a person called as the bot', { login: 'github-actions', type: 'User' }, 'COLLABORATOR'],
] as const) {
  test(`a comment of ${who} with our marker stays as it is`, async () => {
    const theirs = [`${commentMarker('a')}\nquoted`, `${commentMarker('a')}\nquoted again`];
    world.comments.set(
      12,
      theirs.map((body, at) => commentOf(at + 1, body, { user, author_association: association })),
    );
    await forge().comment?.(12, 'a', 'ours');
    await forge().comment?.(12, 'a', 'ours, again');
    expect(bodies()).toEqual([...theirs, `${commentMarker('a')}\nours, again`]);
  });
}

test('where GitHub does not say whose the token is, it counts as the job’s own', async () => {
  const marked = (text: string) => `${commentMarker('a')}\n${text}`;
  const user = { login: 'renovate[bot]', type: 'Bot' };
  world.comments.set(12, [commentOf(1, marked('theirs'), { user }), commentOf(2, marked('old'))]);
  world.fail(/graphql/, 404, 9);
  await forge().comment?.(12, 'a', 'new');
  expect(bodies()).toEqual([marked('theirs'), marked('new')]);
});

test('a key that would end the hidden marker stays hidden', () => {
  expect(commentMarker('a --> <script>')).toMatch(/^<!-- versioned-deploy [0-9a-f]{32} -->$/);
});

test('a body that is too long is cut to what GitHub takes', async () => {
  await forge().comment?.(12, 'a', 'x'.repeat(70_000));
  expect(bodies()[0]).toHaveLength(65_536);
});

test('without the permission, the error names the line to add', async () => {
  await world.close();
  await start({ permissions: ['contents: read'] });
  await expect(forge().comment?.(12, 'a', 'x')).rejects.toMatchObject({
    kind: 'vendor',
    status: 403,
    next: expect.stringContaining('`pull-requests: write` under `permissions:`'),
  });
});

test('a server error while reading is tried again, and one while making a comment is not', async () => {
  world.fail(/^GET /, 502);
  world.fail(/^POST /, 502);
  await expect(forge().comment?.(12, 'a', 'x')).rejects.toMatchObject({ status: 502 });
  expect(world.requests.map((line) => line.split(' ')[0])).toEqual(['GET', 'GET', 'POST']);
});

test('GitHub’s "not so fast" is waited out', async () => {
  world.fail(/^POST /, 429, 1, { 'retry-after': '2' });
  await forge().comment?.(12, 'a', 'x');
  expect(bodies()).toHaveLength(1);
});

test('GitHub Enterprise Server is found under its own address', async () => {
  await world.close();
  await start({ prefix: '/api/v3' });
  await forge().comment?.(12, 'a', 'x');
  expect(bodies()).toHaveLength(1);
});

test('a second comment that another run has just removed is no failure, and ours is up to date', async () => {
  world.comments.set(12, [commentOf(1, `${commentMarker('a')}\none`), commentOf(2, `${commentMarker('a')}\ntwo`)]);
  world.fail(/^DELETE /, 404);
  await forge().comment?.(12, 'a', 'three');
  expect(bodies()[0]).toBe(`${commentMarker('a')}\nthree`);
});

test('a rate limit is not taken for a missing permission', async () => {
  world.fail(/^GET /, 403, 9, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' });
  await expect(forge().comment?.(12, 'a', 'x')).rejects.toMatchObject({
    status: 403,
    next: expect.not.stringContaining('permissions'),
  });
});
