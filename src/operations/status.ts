import type { Receipt } from '../core/model.js';
import type { Operation } from '../core/operation.js';
import { readAlias } from '../traffic/live.js';
import { findDrift } from './status/find-drift.js';

/** Compares what is there with what the last run left. Changes nothing. */
export const status: Operation = {
  name: 'status',
  effect: 'reads',
  summary: 'tell what is not as the last run left it (exit code 4 when something is not)',
  headline: headlineOf,
  requires: () => [],
  async run(context) {
    const alias = await readAlias(context);
    context.receipt.drift = await findDrift(context, alias);
    for (const { what } of context.receipt.drift) context.log.info(what);
  },
};

function headlineOf({ drift = [], after }: Receipt): string {
  const count = drift.filter(({ counts }) => counts).length;
  const live = after ? `version ${after.stable} is live` : 'nothing is live';
  if (count === 0) return `${live}, as the last run left it`;
  return `${live}, and ${count === 1 ? 'one thing is' : `${count} things are`} not as the last run left ${count === 1 ? 'it' : 'them'}`;
}
