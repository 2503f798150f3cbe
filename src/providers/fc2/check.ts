import { inputError } from '../../core/errors.js';
import { checkName, checkSharedInputs } from '../fc/check-shared-inputs.js';
import type { Env } from '../fc/environment.js';
import type { Fc2Target } from './inputs.js';

/** Throws `input`. */
export function check(target: Fc2Target, env: Env): void {
  checkName('function', target.function, 64);
  if (target.fc2.service === undefined) {
    const next = 'Write the name of the service that the function belongs to.';
    throw inputError('fc2.service', '', 'is missing, and Function Compute 2.0 versions services.', next);
  }
  checkName('fc2.service', target.fc2.service, 128);
  checkAccount(target);
  checkSharedInputs(target, env, 'Function Compute 2.0');
}

function checkAccount({ endpoint, fc2: { accountId } }: Fc2Target): void {
  const next = 'Write the number of the account, as in 1234567890123456.';
  if (accountId !== undefined && !/^\d{1,32}$/.test(accountId)) {
    throw inputError('fc2.account-id', accountId, 'it is not a number.', next);
  }
  if (accountId === undefined && endpoint === undefined) {
    throw inputError('fc2.account-id', '', 'is missing, and it is part of the host of Function Compute 2.0.', next);
  }
}
