import type { Operation } from '../core/operation.js';
import { alignAlias } from './adoption/align-alias.js';
import { planUnlessConfirmed, requireAdoption } from './adoption/confirm.js';
import { findAliasesAtLatest, pinOthersSteps } from './adoption/other-aliases.js';
import { readPlan, walkAdoption } from './adoption/walk.js';
import { adoptionHeadline } from './adoption/words.js';

/**
 * Brings those who call the newest upload under the alias, so that a release reaches them when it should and a rollback
 * reaches them at all. The plan first; with `confirm` it is carried out, and every caller has an answer all the while.
 */
export const adopt: Operation = {
  name: 'adopt',
  effect: 'binds',
  summary: 'bring callers of the newest upload under the alias: the plan, and with `confirm: true` the work',
  headline: adoptionHeadline,
  skipReason: planUnlessConfirmed,
  requires: requireAdoption,
  async run(context) {
    // All is read before anything is written.
    const [plan, others] = await Promise.all([readPlan(context, 'adopt'), findAliasesAtLatest(context)]);
    const first = await alignAlias(context);
    await walkAdoption(context, { ...plan, steps: [...plan.steps, ...pinOthersSteps(context, others)] }, first);
  },
};
