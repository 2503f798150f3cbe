import { describe, expect, test } from '@jest/globals';
import {
  compareConfigurations,
  configurationFacts,
  configurationText,
  isSameConfiguration,
} from '../../src/core/configuration-diff.js';

const RULES = { ignores: (name: string) => name === 'Version', variables: 'Environment.Variables' };
const compare = (before: object, after: object) => compareConfigurations(before, after, RULES);
const text = (before: object, after: object) => configurationText(compare(before, after));
const variables = (Variables: Record<string, string>) => ({ Environment: { Variables } });

describe('two configurations are the same', () => {
  test.each([
    ['whatever their own numbers are', { Version: '1' }, { Version: '2' }],
    ['in any order', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }],
    ['when "not set" is said otherwise', { a: null, b: '', c: [], d: { e: {} } }, {}],
  ])('%s', (_what, before, after) => {
    expect(isSameConfiguration(compare(before, after))).toBe(true);
  });
});

test.each([
  ['Timeout 3 → 7', { Timeout: 3 }, { Timeout: 7 }],
  ['Size 512 → 1024', { Size: 512 }, { Size: 1024 }],
  ['Storage.Size unset → 1024', {}, { Storage: { Size: 1024 } }],
  ['Runtime nodejs20.x → nodejs22.x', { Runtime: 'nodejs20.x' }, { Runtime: 'nodejs22.x' }],
  ['Architectures x86_64 → arm64', { Architectures: ['x86_64'] }, { Architectures: ['arm64'] }],
  ['Layers', { Layers: [{ Arn: 'a' }] }, { Layers: [{ Arn: 'b' }] }],
  ['NewKey', {}, { NewKey: 'perhaps a secret' }],
  ['1 variable', variables({ Version: '1' }), variables({ Version: '2' })],
  ['1 variable', variables({}), variables({ EMPTY: '' })],
  ['Timeout 3 → 7, 2 variables', { Timeout: 3 }, { Timeout: 7, ...variables({ A: '1', B: '2' }) }],
])('says %s', (said, before, after) => {
  expect(text(before, after)).toBe(said);
});

test('names variables and never their values', () => {
  const found = compare(variables({ A: 'secret-a', B: 'secret-b' }), variables({ B: 'secret-c', C: 'secret-d' }));
  expect(configurationFacts(found)).toEqual(['variable A removed', 'variable B changed', 'variable C added']);
  expect(JSON.stringify(found)).not.toContain('secret');
});

test('what cannot be read is never the same', () => {
  const found = { ...compare({}, {}), unreadable: true as const };
  expect(isSameConfiguration(found)).toBe(false);
  expect(configurationText(found)).toBe('perhaps variables, which cannot be read here');
});
