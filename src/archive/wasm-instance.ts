import { DeployError, messageOf } from '../core/errors.js';

/** Does what needs WebAssembly. Throws `refused` where Node has none (`--jitless`), or no memory for it. */
export function withWebAssembly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DeployError) throw error;
    throw new DeployError('refused', `Packing needs WebAssembly, which does not start here (${messageOf(error)}).`, {
      next: 'Run Node without --jitless (see NODE_OPTIONS), and with more memory or no limit on addresses (ulimit -v). Nothing was sent.',
      cause: error,
    });
  }
}

/** A new instance of what native/ was compiled to, with memory of its own. Throws `refused`. */
export const wasmInstance = (code: WebAssembly.Module): object =>
  withWebAssembly(() => new WebAssembly.Instance(code, {}).exports);
