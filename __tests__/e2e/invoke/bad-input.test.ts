import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';
import type { Inputs } from '../../support/run-dist.js';

let place: InvokePlace;
beforeAll(async () => {
  place = await invokePlace();
  await place.write({ 'not-a.zip': 'this is text', 'empty/.keep': '', 'empty/.deployignore': '*\n', 'loose.txt': 'x' });
  await mkdir(path.join(place.cwd, 'hollow', 'inner'), { recursive: true });
  // A junction, where links need a right of their own.
  await symlink(path.parse(place.cwd).root, path.join(place.cwd, 'out'), 'junction');
});
afterAll(() => place.close());

/** What is wrong, the inputs, and what the message must name. */
const CASES: [string, Inputs, RegExp][] = [
  ['an unknown operation', { operation: 'depoly' }, /`operation` is "depoly"/],
  ['an unknown provider', { provider: 'gcp', path: 'build' }, /`provider` is "gcp"/],
  ['a deploy without a path', {}, /`path`.*missing/],
  ['a path that does not exist', { path: 'nowhere' }, /`path` is "nowhere"/],
  ['an empty directory', { path: 'empty' }, /`path` is "empty"/],
  ['a path outside of the workspace', { path: '../..' }, /`path` is "\.\.\/\.\."/],
  ['a link that leads out of the workspace', { path: 'out/etc' }, /`path` is "out\/etc"/],
  ['a file that is no archive', { path: 'loose.txt' }, /`path` is "loose\.txt"/],
  ['a zip that is none', { path: 'not-a.zip' }, /`path` is "not-a\.zip"/],
  ['an input that the operation would ignore', { operation: 'list', path: 'build' }, /`path` is "build".*list/],
  [
    'an input that the provider would ignore',
    { path: 'build', region: 'eu-west-1' },
    /`region` is "eu-west-1".*invoke/,
  ],
  ['an alias on a provider that has one pointer', { path: 'build', alias: 'live' }, /`alias` is "live".*Invoke/],
  ['two inputs that exclude each other', { path: 'build', switch: 'true', 'canary-weight': '10' }, /canary-weight/],
  [
    'a canary where traffic cannot be split',
    { path: 'build', 'canary-weight': '10' },
    /`canary-weight`.*Invoke cannot split/,
  ],
  [
    'a rollout in steps where traffic cannot be split',
    { path: 'build', rollout: '10:5m,100', 'gate.unchecked': 'true' },
    /`rollout`.*Invoke cannot split.*all-at-once/,
  ],
  [
    'a rollout that cannot end within the timeout',
    { path: 'build', rollout: '100:30m', timeout: '10m', 'probe.url': 'http://127.0.0.1:9' },
    /`timeout`.*may take 30 min/,
  ],
  [
    'a promote without a version where there are no canaries',
    { operation: 'promote' },
    /`version`.*name the `version`/,
  ],
  ['a timeout that is over before it begins', { path: 'build', timeout: '0s' }, /`timeout` is "0s"/],
  ['a folder with nothing but folders', { path: 'hollow' }, /`path` is "hollow".*nothing to pack/],
  ['an unknown input, with the name that was meant', { path: 'build', swich: 'true' }, /`swich`.*`switch`/s],
  ['a yes-or-no that is neither', { path: 'build', switch: 'yes please' }, /`switch` is "yes please"/],
  ['a version that is no number', { operation: 'rollback', version: 'latest' }, /`version` is "latest"/],
  ['a duration without a unit', { path: 'build', timeout: '90' }, /`timeout` is "90"/],
  [
    'a URL that is none',
    { path: 'build', 'invoke.url': 'invoke.example.com' },
    /`invoke.url` is "invoke\.example\.com"/,
  ],
  ['no function', { path: 'build', function: '' }, /`function`.*missing/],
  ['no key', { path: 'build', 'invoke-api-key': '' }, /invoke-api-key|INVOKE_API_KEY/],
];

test.each(CASES)('%s is refused before anything is sent', async (_what, inputs, message) => {
  place.sandbox.clear();
  const { code, log, summary } = await place.run(inputs);
  expect(code).toBe(2);
  expect(log).toMatch(message);
  expect(summary).toContain('❌');
  expect(place.sandbox.requests()).toEqual([]);
});
