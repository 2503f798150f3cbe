import type { AdoptionState } from '../../core/adoption.js';
import type { Receipt } from '../../core/model.js';

/** "5 steps are done, and 2 are for you to do" */
export function adoptionHeadline({ adoption, alias, dryRun }: Receipt): string {
  if (!adoption) return 'nothing was read';
  const count = (state: AdoptionState) => adoption.rows.filter((row) => row.state === state).length;
  const own = count(dryRun ? 'planned' : 'done');
  const hand = count('by-hand');
  if (own + hand === 0) return nothingText(adoption.direction, alias);
  const left = hand === 0 ? '' : `, and ${hand} ${hand === 1 ? 'is' : 'are'} for you to do`;
  const steps = `${own} ${own === 1 ? 'step' : 'steps'}`;
  return dryRun ? `the plan: ${steps} to do${left}` : `${steps} ${own === 1 ? 'is' : 'are'} done${left}`;
}

const nothingText = (direction: 'adopt' | 'unadopt', alias: string): string =>
  direction === 'adopt' ? `nobody is left to bring under ${alias}` : 'there is nothing to take back';
