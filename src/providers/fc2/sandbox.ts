import type { CreateSandbox } from '../../sandbox/kit/types.js';
import { createFcSandbox } from '../fc/sandbox/index.js';

export { SANDBOX_KEYS, SANDBOX_STS_KEYS } from '../fc/sandbox/signature.js';

/** Function Compute 2.0; there is a service `demo` with the functions `sample` and `other` from the beginning. */
export const createFc2Sandbox: CreateSandbox = (context) =>
  createFcSandbox(
    { name: 'alibaba-fc2', api: '2021-04-06', unit: 'service', errors: 'ErrorCode', locks: true, urls: '/_fc2/' },
    context,
  );
