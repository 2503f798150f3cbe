import { describe, expect, test } from '@jest/globals';
import { DeployError, type ErrorKind, isClearRefusal, mayHaveTakenEffect } from '../../src/core/errors.js';

/** kind, status, is it a clear refusal, must the write be looked up */
const TABLE: [ErrorKind, number | undefined, boolean, boolean][] = [
  ['refused', undefined, true, false],
  ['conflict', 412, true, false],
  ['input', undefined, true, false],
  ['vendor', 404, true, false],
  ['vendor', 429, true, false],
  ['vendor', 302, true, false],
  ['vendor', undefined, true, false],
  ['vendor', 503, false, true],
  ['vendor', 200, false, true],
  ['network', undefined, false, true],
  ['network', 200, false, true],
  ['timeout', undefined, false, false],
  ['interrupted', undefined, false, false],
];

describe('after a failed write', () => {
  test.each(TABLE)('%s %s: clear refusal %s, to be looked up %s', (kind, status, clear, lookUp) => {
    const error = new DeployError(kind, 'No.', { status });
    expect([isClearRefusal(error), mayHaveTakenEffect(error)]).toEqual([clear, lookUp]);
  });

  test('nothing is clear when an earlier part of the write was accepted', () => {
    expect(isClearRefusal(new DeployError('vendor', 'No.', { status: 404, writeAccepted: true }))).toBe(false);
  });
});
