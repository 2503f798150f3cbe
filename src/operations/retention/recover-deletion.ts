import { collect } from '../../core/collect.js';
import type { Receipt } from '../../core/model.js';
import type { Provider } from '../../core/provider.js';
import { newLedger } from './ledger.js';
import { parseVersionRanges } from './version-ranges.js';

/** After a killed run that deleted: which of the versions that were to go are gone. Throws what listing throws. */
export async function recoverDeletion(receipt: Receipt, provider: Provider): Promise<void> {
  const { doomed } = receipt;
  if (doomed === undefined) return;
  const left = new Set((await collect(provider.versions())).map(({ id }) => id));
  // What went before them: the alias of a preview, what was kept.
  const before = receipt.removed ?? [];
  const ledger = newLedger(receipt);
  for (const row of before) if (row.kind !== 'version' || row.outcome === 'kept') ledger.add(row);
  for (const id of numbersIn(doomed)) ledger.add(left.has(id) ? { ...notDeleted, id } : { ...gone, id });
  for (const step of receipt.steps) {
    const id = /^delete version (\d+)$/.exec(step.what)?.[1];
    if (id !== undefined && step.status === 'unknown' && !left.has(id)) step.status = 'done';
  }
  ledger.close();
  delete receipt.doomed;
}

const gone = { kind: 'version', outcome: 'removed', why: 'it is gone' } as const;
const notDeleted = { kind: 'version', outcome: 'failed', why: 'the run was ended before it was deleted' } as const;

function* numbersIn(ranges: string): Generator<string> {
  for (const [first, last] of parseVersionRanges(ranges)) {
    for (let number = first; number <= last; number++) yield String(number);
  }
}
