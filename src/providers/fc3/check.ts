import type { Target } from '../../core/model.js';
import { checkName, checkSharedInputs } from '../fc/check-shared-inputs.js';
import type { Env } from '../fc/environment.js';

/** Throws `input`. */
export function check(target: Target, env: Env): void {
  checkName('function', target.function, 64);
  checkSharedInputs(target, env, 'Function Compute 3.0');
}
