import { inputError } from '../../core/errors.js';
import type { Target } from '../../core/model.js';
import { checkName, checkTarget } from '../fc/check.js';
import type { Env } from '../fc/environment.js';

/** Throws `input`. */
export function check(target: Target, env: Env): void {
  checkName('function', target.function, 64);
  if (target.service === undefined) {
    const next = 'Write the name of the service that the function belongs to.';
    throw inputError('service', '', 'is missing, and Function Compute 2.0 versions services.', next);
  }
  checkName('service', target.service, 128);
  checkAccount(target);
  checkTarget(target, env, 'Function Compute 2.0');
}

function checkAccount({ accountId, endpoint }: Target): void {
  const next = 'Write the number of the account, as in 1234567890123456.';
  if (accountId !== undefined && !/^\d{1,32}$/.test(accountId)) {
    throw inputError('account-id', accountId, 'it is no number.', next);
  }
  if (accountId === undefined && endpoint === undefined) {
    throw inputError('account-id', '', 'is missing, and it is part of the host of Function Compute 2.0.', next);
  }
}
