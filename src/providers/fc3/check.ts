import type { Target } from '../../core/model.js';
import { checkName, checkTarget } from '../fc/check.js';
import type { Env } from '../fc/environment.js';

/** Throws `input`. */
export function check(target: Target, env: Env): void {
  checkName('function', target.function, 64);
  checkTarget(target, env, 'Function Compute 3.0');
}
