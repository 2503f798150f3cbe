import { expect, test } from '@jest/globals';
import { parseManifest } from '../../../src/inputs/manifest/parse-manifest.js';
import { selectMembers } from '../../../src/inputs/manifest/select-members.js';

const manifest = parseManifest('functions: { api-a: , api-b: , "@shop/mail": , worker: }', 'f.yml');
test.each([
  ['worker', ['worker']],
  ['all', ['api-a', 'api-b', '@shop/mail', 'worker']],
  ['api-*', ['api-a', 'api-b']],
  ['worker, api-a', ['api-a', 'worker']],
  ['all\n!api-?', ['@shop/mail', 'worker']],
  ['api-[!a]', ['api-b']],
  ['@shop/*', ['@shop/mail']],
  ['*', ['api-a', 'api-b', 'worker']],
  ['**', ['api-a', 'api-b', '@shop/mail', 'worker']],
])('%j', (patterns, names) => expect(selectMembers(manifest, patterns)).toEqual(names));

test('a pattern with many stars takes no time, and a bad set of letters is a bad input', () => {
  const started = performance.now();
  expect(() => selectMembers(manifest, `${'*a**'.repeat(40)}!`)).toThrow('is not in f.yml');
  expect(performance.now() - started).toBeLessThan(500);
  expect(() => selectMembers(manifest, '[z-a]')).toThrow('Input `function` is "[z-a]", which is not a set of letters.');
});

test('one that is not there is answered with those that are', () => {
  expect(() => selectMembers(manifest, 'workr')).toThrow('Input `function` is "workr", which is not in f.yml.');
});
