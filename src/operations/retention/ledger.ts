import type { Receipt, Step } from '../../core/model.js';
import type { Removal, RemovalOutcome } from '../../core/retention.js';

/** Rows and steps that a receipt holds: it is an output, and those end at 1 MB together. */
const MAX_ROWS = 300;
/** More of those that did not go as planned: they are the news. */
const MAX_FAILURE_ROWS = 600;

/** Writes down what became of each version, in bounded space: everything is counted, not everything is listed. */
export interface Ledger {
  add(removal: Removal): void;
  count(outcome: RemovalOutcome): number;
  /** After a deletion: its step stays only while there are few. */
  settle(what: string): void;
  /** Puts the rows in order (they came as they ended), and adds one step for all that were not listed. */
  close(): void;
}

export function newLedger(receipt: Receipt): Ledger {
  receipt.removed = [];
  receipt.removedCut = 0;
  receipt.removals = {};
  const { removed, removals, steps } = receipt;
  let listed = 0;
  let merged: Step | undefined;
  let number = 0;
  return {
    add(removal) {
      removals[removal.outcome] = (removals[removal.outcome] ?? 0) + 1;
      const plain = removal.outcome === 'removed' || removal.outcome === 'planned';
      if (removed.length < (plain ? MAX_ROWS : MAX_FAILURE_ROWS)) removed.push(removal);
      else receipt.removedCut = (receipt.removedCut ?? 0) + 1;
    },
    count: (outcome) => removals[outcome] ?? 0,
    settle(what) {
      if (++listed <= MAX_ROWS) return;
      const at = steps.findLastIndex((step) => step.what === what && step.status !== 'running');
      const step = steps[at];
      if (!step || step.status === 'failed' || step.status === 'unknown') return;
      steps.splice(at, 1);
      number++;
      merged = { kind: step.kind, what: '', status: step.status, ms: (merged?.ms ?? 0) + (step.ms ?? 0) };
    },
    close() {
      removed.sort((a, b) => a.kind.localeCompare(b.kind) || Number(a.id) - Number(b.id));
      if (merged) steps.push({ ...merged, what: `delete ${number} more versions` });
    },
  };
}
