import type { environmentOf } from '../../src/sandbox/guide.js';
import type { startAll } from '../../src/sandbox/start.js';
import type { startStep } from '../../src/sandbox/step-runner.js';
import type { Schedule } from './schedule.mjs';

export function runSeed(
  schedule: Schedule,
  sandbox: {
    startAll: typeof startAll;
    startStep: typeof startStep;
    environmentOf: typeof environmentOf;
    script?: string;
  },
): Promise<{ problems: string[]; log: string; met: string[] }>;
