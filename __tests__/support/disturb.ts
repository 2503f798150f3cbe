import { DeployError } from '../../src/core/errors.js';
import type { Provider } from '../../src/core/provider.js';

/** A method of a provider that sends something. */
export type Method = Exclude<keyof Provider, 'capabilities' | 'command'>;

/**
 * What goes wrong with a call.
 * fail: nothing happens, it throws. lose: it happens, and no answer comes back. race: someone else acts first.
 * kill: it happens, and the caller never learns of it, as if it had been killed.
 */
export interface Disturbance {
  method: Method;
  kind: 'fail' | 'lose' | 'race' | 'kill';
  /** what to throw; default: `vendor` 500 for fail, `network` for lose */
  error?: Error;
  /** what someone else does */
  by?: () => void | Promise<void>;
  /** calls to leave alone first; default 0 */
  skip?: number;
  /** calls to disturb then; default 1 */
  times?: number;
}

export interface Disturber {
  add(disturbance: Disturbance): void;
  /** Nothing is disturbed any more. */
  calm(): void;
  /** Runs `work` as `method`, disturbed if it is that call's turn. */
  run<T>(method: Method, work: () => Promise<T>): Promise<T>;
}

type Turn = Disturbance & { skip: number; times: number };

export function disturber(): Disturber {
  const all: Turn[] = [];
  const turn = (method: Method): Disturbance | undefined => {
    for (const one of all) {
      if (one.method !== method || one.times <= 0) continue;
      if (one.skip-- > 0) continue;
      one.times--;
      return one;
    }
    return undefined;
  };
  return {
    add: (disturbance) => void all.push({ skip: 0, times: 1, ...disturbance }),
    calm: () => void all.splice(0),
    async run(method, work) {
      const hit = turn(method);
      if (hit?.kind === 'fail')
        throw hit.error ?? new DeployError('vendor', 'The server made an error.', { status: 500 });
      if (hit?.kind === 'race') await hit.by?.();
      const answer = await work();
      if (hit?.kind === 'kill') return new Promise<never>(() => undefined);
      if (hit?.kind === 'lose') throw hit.error ?? new DeployError('network', 'No answer came.');
      return answer;
    },
  };
}
