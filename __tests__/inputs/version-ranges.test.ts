import { expect, test } from '@jest/globals';
import { readFlat } from '../../src/inputs/read-request.js';
import { formatVersionRanges } from '../../src/operations/retention/version-ranges.js';

const read = (operation: string, version: string) =>
  readFlat({
    operation,
    provider: 'aws-lambda',
    function: 'api',
    confirm: operation === 'delete' ? 'true' : '',
    version,
  });

test.each([
  ['3', '3'],
  ['3,5', '3,5'],
  ['3 - 7, 9', '3-7,9'],
])('`delete` takes %j', (given, text) => {
  expect(read('delete', given).version).toBe(text);
});

test.each([['0'], ['3,'], ['7-3'], ['a-b'], ['$LATEST'], ['3;5'], ['-3']])('`delete` refuses %j', (given) => {
  expect(() => read('delete', given)).toThrow(/`version`/);
});

test('a list is for `delete` alone', () => {
  expect(() => read('rollback', '3,5')).toThrow(/`version`/);
});

test.each([
  [['3'], '3'],
  [['5', '3', '4', '9'], '3-5,9'],
  [['10', '9', '2', '1'], '1-2,9-10'],
])('%j is written as %s', (ids, text) => {
  expect(formatVersionRanges(ids)).toBe(text);
});
