import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { InvokeState } from '../../../src/providers/invoke/sandbox/state.js';
import type { RunnerResult } from '../../../src/sandbox/step-runner.js';
import { FC, fcPlace, SERVICE_WIDE } from '../../support/fc.js';
import { type Github, github } from '../../support/github.js';
import { FUNCTION, handler, invokePlace } from '../../support/invoke.js';
import { lambdaPlace } from '../../support/lambda.js';
import type { Env, Inputs } from '../../support/run-dist.js';

interface Place {
  run(inputs: Inputs, env?: Env): Promise<RunnerResult>;
  code(word: string, folder: string): Promise<void>;
  live(): string | undefined;
  close(): Promise<void>;
}

const PLACES: [string, () => Promise<Place>][] = [
  ['aws-lambda', lambda],
  ['invoke', invoke],
  ...FC.map((name): [string, () => Promise<Place>] => [name, () => fc(name)]),
];

async function lambda(): Promise<Place> {
  const place = await lambdaPlace();
  await place.first();
  return {
    ...place,
    code: (word, folder) => place.write({ [`${folder}/index.mjs`]: `export const handler = async () => '${word}';\n` }),
    live: () => Object.keys(place.shares() ?? {}).join(' and '),
  };
}

/** It keeps no notes: what the environment's Deployments say is all that is known. */
async function invoke(): Promise<Place> {
  const place = await invokePlace({ storeMs: 0 });
  const run: Place['run'] = (inputs, env) => place.run({ ...inputs, environment: 'production' }, env);
  const live = () => {
    const { functions } = place.sandbox.state('invoke') as InvokeState;
    const mine = functions.find(({ id }) => id === FUNCTION);
    return mine?.versions.find(({ id }) => id === mine.active_version_id)?.version.toString();
  };
  const code: Place['code'] = (word, folder) =>
    place.write({ [`${folder}/index.js`]: handler(word), [`${folder}/package.json`]: '{}' });
  return { ...place, run, code, live };
}

async function fc(name: (typeof FC)[number]): Promise<Place> {
  const place = await fcPlace(name);
  const run: Place['run'] = (inputs, env) => place.run({ ...inputs, ...SERVICE_WIDE[name] }, env);
  return { ...place, run, live: () => place.pointsAt() };
}

/** Commits in the order in which they were made: 0 is the oldest. */
const COMMITS = ['1', '2', '3', '4', '5', '6'].map((digit) => digit.repeat(40));

describe.each(PLACES)('%s', (_, open) => {
  let place: Place;
  let hub: Github;
  beforeEach(async () => {
    place = await open();
    hub = await github();
    for (const [a, base] of COMMITS.entries())
      for (const [b, head] of COMMITS.entries()) {
        const status = a < b ? 'ahead' : 'behind';
        if (a !== b) hub.relations.set(`${base}...${head.slice(0, 12)}`, status);
      }
  });
  afterEach(async () => {
    await hub.close();
    await place.close();
  });

  const deploy = async (commit: number, word: string, run = commit) => {
    await place.code(word, `build${commit}`);
    const asked = { path: `build${commit}`, switch: 'true', 'github-token': 't0ken' };
    return place.run(asked, hub.env({ GITHUB_SHA: COMMITS[commit] ?? '', GITHUB_RUN_ID: String(1900000000 + run) }));
  };
  const outcome = ({ code, log, outputs }: RunnerResult) =>
    code === 0 ? (JSON.parse(outputs.receipt ?? '{}').outcome as string) : log;

  test('of five commits at once the newest ends live, and those that were overtaken are green', async () => {
    expect((await deploy(0, 'zero')).code).toBe(0);
    const runs = await Promise.all([1, 2, 3, 4, 5].map((commit) => deploy(commit, `word ${commit}`)));
    const ends = runs.map(outcome);
    expect(ends.filter((end) => end !== 'done' && end !== 'superseded')).toEqual([]);
    expect([ends[4], place.live()]).toEqual(['done', runs[4]?.outputs.version]);
    for (const [at, { outputs, log }] of runs.entries()) {
      expect(outputs.switched).toBe(String(ends[at] === 'done'));
      if (ends[at] === 'superseded') expect(log).toContain('A newer commit went live during this run, and stays');
    }
  });

  test('of the same code at once all are green, and agree on a version', async () => {
    expect((await deploy(0, 'zero')).code).toBe(0);
    const runs = await Promise.all([11, 12, 13].map((run) => deploy(1, 'one', run)));
    expect(runs.map(outcome)).toEqual(['done', 'done', 'done']);
    expect(new Set([place.live(), ...runs.map(({ outputs }) => outputs.version)]).size).toBe(1);
  });
});
