import { dice } from './dice.js';
import { type Simulation, simulateRollout } from './simulate-gates.js';
import { samplesFor } from './stats/failure-bounds.js';

/** The tables of docs/gate.md: what the gates of a rollout let through and what they stop, simulated. */

/** Percent of the traffic at each gate; 0: before any moves. */
const ROLLOUTS: Readonly<Record<string, readonly number[]>> = {
  'all-at-once': [0, 100],
  'canary-10-5m': [0, 10],
  '10:5m,50:10m,100': [0, 10, 50],
};
const RUNS = 300;
const SEED = 20_260_101;

type Rows = readonly (readonly string[])[];

/** How often a rollout is stopped, of 100; the same for everybody who runs it. */
function stopped(how: Omit<Simulation, 'random'>): string {
  const random = dice(SEED);
  let count = 0;
  for (let run = 0; run < RUNS; run++) if (simulateRollout({ ...how, random }).verdict !== 'pass') count++;
  const percent = (100 * count) / RUNS;
  if (percent > 0 && percent < 1) return '< 1 %';
  return percent > 99 ? '> 99 %' : `${Math.round(percent)} %`;
}

const percentText = (share: number): string => `${Math.round(share * 100)} %`;

const SAMPLES = [0.4, 0.2, 0.1, 0.05, 0.02, 0.01];

/** `gate.detect` → good answers. */
export const sampleTable = (): Rows => [
  ['`gate.detect`', ...SAMPLES.map(percentText)],
  ['good answers, at each gate', ...SAMPLES.map((share) => String(samplesFor(share)))],
];

const WORSE = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4];

/** A stable version that never fails, and builds that do: how many are stopped. */
export function detectionTable(): Rows {
  const rows = [0.1, 0.05].flatMap((detect) =>
    Object.entries(ROLLOUTS).map(([name, gates]) => [
      `\`${name}\`, ${percentText(detect)}`,
      ...WORSE.map((fresh) => stopped({ gates, detect, stable: 0, fresh })),
    ]),
  );
  return [['rollout, `gate.detect`', ...WORSE.map(percentText)], ...rows];
}

const EQUAL = [0, 0.01, 0.05, 0.1, 0.2, 0.4];

/** Two versions that fail equally often: how many rollouts are stopped all the same. */
export function falseAlarmTable(): Rows {
  const rows = Object.entries(ROLLOUTS).map(([name, gates]) => [
    `\`${name}\``,
    ...EQUAL.map((rate) => stopped({ gates, detect: 0.1, stable: rate, fresh: rate })),
  ]);
  return [['rollout', ...EQUAL.map(percentText)], ...rows];
}
