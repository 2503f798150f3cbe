import type { Drift } from '../../core/drift.js';
import type { Alias } from '../../core/model.js';
import { previousVersionOf, readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { describeSplit } from '../../core/traffic-split.js';
import { findInterruptedRollout } from '../../traffic/interrupted.js';

/** What the alias itself and its note tell; asks for nothing of the provider. */
export async function aliasDrift(context: OperationContext, alias: Alias | undefined): Promise<Drift[]> {
  if (!alias) return [];
  const { latest } = context.provider.capabilities;
  const { name, split } = alias;
  const found: Drift[] = [];
  if (alias.off) {
    const what = 'The function is switched off: nobody gets an answer from it.';
    found.push({
      kind: 'switched-off',
      what,
      next: 'Switch it on where it was switched off; a move of traffic does so, too.',
      counts: true,
    });
  }
  if (latest !== undefined && split.stable === latest) {
    const next = 'The next `deploy` pins it to a version before it uploads anything.';
    found.push({
      kind: 'alias-at-latest',
      what: `${name} points at ${latest}, where each upload is live at once.`,
      next,
      counts: true,
    });
  }
  const previous = previousVersionOf(alias);
  if (!previous.known && previous.why === 'moved-by-hand') {
    const was = readNote(alias.note).fields.live;
    const what = `${name} is ${describeSplit(split)}, and the last run left it at version ${was}: it was moved by hand or by another tool.`;
    found.push({
      kind: 'moved-by-hand',
      what,
      next: `\`promote\` with \`version: ${split.stable}\` writes down that this is wanted.`,
      counts: true,
    });
  }
  const interrupted = await findInterruptedRollout(context, alias);
  const undo = 'Run `rollback` to drop it, or `promote` to finish it.';
  if (interrupted?.abandoned && !interrupted.held) {
    const what = `${name} is ${describeSplit(split)}: a rollout of version ${interrupted.to} was never finished, and nobody watches it.`;
    found.push({ kind: 'unattended-rollout', what, next: undo, counts: true });
  }
  const { held, live } = readNote(alias.note).fields;
  if (held && live === split.stable) {
    found.push({
      kind: 'held',
      what: `${name} is ${describeSplit(split)}: a gate failed at ${held}, and traffic was left there as asked.`,
      next: undo,
      counts: true,
    });
  }
  return found;
}
