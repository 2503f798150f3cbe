import type { Fault, SandboxRequest } from './types.js';

const KINDS = new Set(['answer', 'drop', 'lose', 'delay']);

export interface Faults {
  /** throws on a fault that could never work as meant */
  add(faults: readonly Fault[]): void;
  /** The first fault that this request meets; counts it. */
  meet(request: Pick<SandboxRequest, 'method' | 'rawUrl'>): Fault | undefined;
  clear(): void;
}

/** Disturbances that wait for their requests, first come, first met. */
export function createFaults(): Faults {
  let waiting: { fault: Fault; path?: RegExp; skip: number; times: number }[] = [];
  return {
    add(faults) {
      const checked = faults.map((fault) => {
        checkFault(fault);
        const path = fault.path === undefined ? undefined : new RegExp(fault.path);
        return { fault, path, skip: fault.skip ?? 0, times: fault.times ?? 1 };
      });
      waiting.push(...checked);
    },
    meet({ method, rawUrl }) {
      for (const entry of waiting) {
        const { fault, path } = entry;
        if (fault.method && fault.method.toUpperCase() !== method) continue;
        if (path && !path.test(rawUrl)) continue;
        if (entry.skip > 0) {
          entry.skip--;
          continue;
        }
        entry.times--;
        waiting = waiting.filter(({ times }) => times > 0);
        return fault;
      }
      return undefined;
    },
    clear() {
      waiting = [];
    },
  };
}

function checkFault(fault: Fault): void {
  if (!KINDS.has(fault.kind)) throw new Error(`A fault's kind is one of ${[...KINDS].join(', ')}.`);
  if (fault.kind === 'answer' && typeof fault.answer?.status !== 'number') {
    throw new Error('A fault of kind answer needs answer.status.');
  }
  if (fault.kind === 'delay' && typeof fault.ms !== 'number') throw new Error('A fault of kind delay needs ms.');
}
