import { expect, test } from '@jest/globals';
import { afterAcceptedWrite, DeployError } from '../../src/core/errors.js';
import { journal } from '../../src/core/journal.js';
import { newReceipt } from '../../src/core/receipt.js';
import { liveTraffic } from '../../src/report/live-traffic.js';
import { fakeClock } from '../support/clock.js';
import { memory } from '../support/memory.js';

/** A receipt of a move that ended with this error, where what is live could not be read after it. */
async function receiptOf(error: () => Promise<never>) {
  const facts = { operation: 'deploy', provider: 'invoke', function: 'shop', alias: 'active' } as const;
  const receipt = { ...newReceipt(facts, new Date(0)), before: { stable: '1' } };
  const provider = { ...memory().open(), point: error };
  const options = { clock: fakeClock(), dryRun: false, save: async () => undefined };
  await expect(journal(provider, receipt, options).point('active', { stable: '2' }, {})).rejects.toThrow();
  return receipt;
}

const refused = (status: number) => async () => {
  throw new DeployError('vendor', 'No.', { status });
};

test('a write that is refused leaves what was live', async () => {
  const receipt = await receiptOf(refused(401));
  expect(receipt.steps).toMatchObject([{ status: 'failed' }]);
  expect(liveTraffic(receipt)).toMatchObject({ known: true, split: { stable: '1' } });
});

test('a refusal after the write was accepted does not say that nothing has changed', async () => {
  const receipt = await receiptOf(() => afterAcceptedWrite(refused(401)));
  expect(receipt.steps).toMatchObject([{ status: 'partial' }]);
  expect(liveTraffic(receipt)).toEqual({ known: false, before: { stable: '1' } });
});

test('a good status with an answer that makes no sense is no refusal', async () => {
  const receipt = await receiptOf(refused(200));
  expect(receipt.steps).toMatchObject([{ status: 'unknown' }]);
});
