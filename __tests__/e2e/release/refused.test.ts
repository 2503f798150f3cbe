import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ReleasePlace, releasePlace } from '../../support/release.js';

let place: ReleasePlace;
beforeEach(async () => {
  place = await releasePlace();
  await place.code('one');
});
afterEach(() => place.close());

test.each([
  ['a rollout', { rollout: '10:1m,100', gate: '{unchecked: true}' }, /`rollout`.*cart would move step by step/],
  ['a share', { 'canary-weight': '10' }, /`canary-weight`.*cart would move step by step/],
  ['a probe', { switch: 'true', probe: "{payload: '{}'}" }, /`probe\.payload`.*cart would move step by step/],
  ['protected callers', { switch: 'true', 'latest-callers': 'protect' }, /cart cannot be protected in a release yet/],
  ['an operation for one function', { operation: 'adopt' }, /`adopt` is for one function/],
  [
    'a version for several',
    { operation: 'rollback', version: '1' },
    /`version` is "1", which is a version of one function/,
  ],
  ['a pattern that chooses none', { function: 'x*', switch: 'true' }, /`function` is "x\*", which is not in/],
  ['nonsense in a printed line', { operation: 'rollback', function: '', release: 'a/b' }, /is no member of a release/],
])('%s is refused before anything is sent', async (_, inputs, words) => {
  const { code, summary } = await place.run(inputs as Record<string, string>);
  expect(summary.replaceAll('\\', '').replaceAll('*', '')).toMatch(new RegExp(words.source.replaceAll('\\*', '')));
  expect(code).toBe(2);
  expect(place.sandbox.requests()).toEqual([]);
});

test('two functions of one service, which move the same traffic, are refused', async () => {
  const service = 'provider: alibaba-fc2, region: eu-central-1, fc2: { service: demo, account-id: "1234567890123456" }';
  await place.write({
    'versioned-deploy.yml': `defaults: { ${service}, path: cart, allow: [service-wide] }\nfunctions: { sample: {}, other: {} }\n`,
  });
  const { code, summary } = await place.run({ switch: 'true' });
  expect(summary).toContain('they move the same traffic: live of alibaba-fc2/eu-central-1/demo.');
  expect(code).toBe(2);
});
