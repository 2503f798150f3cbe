import type { Operation } from '../core/operation.js';
import { readAlias } from '../traffic/live.js';
import { planUnlessConfirmed, requireAdoption } from './adoption/confirm.js';
import { refuseOtherCode } from './adoption/refuse-other-code.js';
import { readPlan, walkAdoption } from './adoption/walk.js';
import { adoptionHeadline } from './adoption/words.js';

/** Undoes what `adopt` made and moved, and nothing else. The alias and its versions stay. */
export const unadopt: Operation = {
  name: 'unadopt',
  effect: 'binds',
  summary: 'take back what `adopt` made and moved: the plan, and with `confirm: true` the work',
  headline: adoptionHeadline,
  skipReason: planUnlessConfirmed,
  requires: requireAdoption,
  async run(context) {
    const alias = await readAlias(context);
    const plan = await readPlan(context, 'unadopt');
    if (alias && plan.steps.some(({ moves }) => moves)) await refuseOtherCode(context, alias, 'unadopt');
    await walkAdoption(context, plan);
  },
};
