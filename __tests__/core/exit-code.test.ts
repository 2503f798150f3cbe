import { expect, test } from '@jest/globals';
import { exitCodeOf } from '../../src/core/exit-code.js';

const error = (kind: string) => ({ kind, message: 'No.' });

test.each([
  ['a run that is done', 0, { outcome: 'done' }],
  ['a dry run', 0, { outcome: 'planned' }],
  ['a run with nothing to do', 0, { outcome: 'skipped' }],
  ['a run that a newer commit has overtaken', 0, { outcome: 'superseded' }],
  ['a failure', 1, { outcome: 'failed', error: error('vendor') }],
  ['a gate that failed with traffic left where it was', 1, { outcome: 'held', error: error('unhealthy') }],
  ['a gate that failed with traffic not all back', 1, { outcome: 'failed', error: error('unhealthy') }],
  ['a cancelled rollout whose traffic is back', 1, { outcome: 'rolled-back', error: error('interrupted') }],
  ['a bad input', 2, { outcome: 'failed', error: error('input') }],
  ['a gate that failed with all traffic back', 3, { outcome: 'rolled-back', error: error('unhealthy') }],
] as const)('%s ends with %i', (_, code, receipt) => {
  expect(exitCodeOf(receipt)).toBe(code);
});
