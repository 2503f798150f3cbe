import type { CreateSandbox } from '../../sandbox/kit/types.js';
import { createFcSandbox } from '../fc/sandbox/index.js';

export { SANDBOX_KEYS, SANDBOX_STS_KEYS } from '../fc/sandbox/signature.js';

/** Function Compute 3.0; there is a function `sample` from the beginning. */
export const createFc3Sandbox: CreateSandbox = (context) =>
  createFcSandbox(
    { name: 'alibaba-fc3', api: '2023-03-30', unit: 'function', errors: 'Code', locks: false, urls: '/_fc3/' },
    context,
  );
