import { expect, test } from '@jest/globals';
import { runSeed } from '../../../bench/faults/run-seed.mjs';
import { describe as inWords, scheduleOf } from '../../../bench/faults/schedule.mjs';
import { environmentOf } from '../../../src/sandbox/guide.js';
import { startAll } from '../../../src/sandbox/start.js';
import { startStep } from '../../../src/sandbox/step-runner.js';
import { DIST } from '../../support/run-dist.js';

// Some of each vendor, with kills and somebody else among them; `npm run faults` plays any number of them.
const SEEDS = [3, 4, 7, 11, 12, 14, 56];

// One after the other: jest's modules do not bear imports of two tests at once, and a sandbox loads on use.
test.each(SEEDS.map((seed) => [inWords(scheduleOf(seed)), seed] as const))(
  '%s',
  async (_, seed) => {
    const { problems, log } = await runSeed(scheduleOf(seed), { startAll, startStep, environmentOf, script: DIST });
    // What was said is what a person needs who sees this fail.
    expect(problems.length > 0 ? [...problems, log] : []).toEqual([]);
  },
  180_000,
);
