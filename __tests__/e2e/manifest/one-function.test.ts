import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ALIAS_PATH, AWS_ENV, type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { DIST, type Inputs, paste, runAction, startAction } from '../../support/run-dist.js';

const VARIABLE = '$' + '{SHOP_ENDPOINT}';
const SHOP = `
default-environment: staging
defaults:
  provider: aws-lambda
  region: eu-central-1
  endpoint: ${VARIABLE}
  path: build
  rollback-workflow: rollback.yml
functions:
  web:
    function: shop
  other:
    rollout: soon and slowly
environments:
  staging:
  production:
    alias: production
    create: { alias: true }
`;
const GOOD = SHOP.replace('soon and slowly', '10:2s,50:2s,100');
const ROLLBACK = `on: { workflow_dispatch: { inputs: { function: , version: , environment: } } }
jobs: { rollback: { steps: [{ uses: versioned-deploy, with: { operation: rollback, version: x } }] } }
`;

let place: LambdaPlace;
let env: Record<string, string | undefined>;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
  env = { ...AWS_ENV, SHOP_ENDPOINT: place.sandbox.url };
  await place.write({ 'versioned-deploy.yml': GOOD, '.github/workflows/rollback.yml': ROLLBACK });
  place.sandbox.clear();
});
afterEach(() => place.close());

const step = (inputs: Inputs, more = {}) => runAction({ inputs, cwd: place.cwd, env: { ...env, ...more } });
const typed = (words: string, cwd = place.cwd) => paste(`node '${DIST}' ${words}`, { env, cwd });

test('a step names the function and what to do, and a terminal in a folder of the checkout does, too', async () => {
  const { code, summary, outputs } = await step(
    { function: 'web', switch: 'true' },
    { GITHUB_REPOSITORY: 'acme/shop' },
  );
  expect(code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
  // It is started by the names of the file.
  expect(summary).toMatch(/-f function=web -f version=1 -f environment=staging/);
  const folder = path.join(place.cwd, 'build', 'deep');
  await mkdir(folder);
  expect(await typed('rollback web --version 1', folder)).toMatchObject({ code: 0 });
  expect(place.shares()).toEqual({ '1': 100 });
  expect(await typed('rollback --function web --version 2', folder)).toMatchObject({ code: 0 });
  // Printed lines know all that they need, wherever they are pasted, and whatever became of the file.
  await place.write({ 'versioned-deploy.yml': 'broken: [' });
  for (const cwd of [place.cwd, path.dirname(place.cwd)]) {
    expect(await paste(`${outputs['rollback-command']}`, { env: AWS_ENV, cwd })).toMatchObject({ code: 0 });
    expect(place.shares()).toEqual({ '1': 100 });
  }
});

test('another environment is another alias, and dry-run writes nothing', async () => {
  const { code, summary } = await step({
    function: 'web',
    switch: 'true',
    environment: 'production',
    'dry-run': 'true',
  });
  expect(code).toBe(0);
  expect(summary).toContain('production');
  expect(place.writes()).toEqual([]);
});

test('the terminal packs the path of the file, wherever one stands', async () => {
  const folder = path.join(place.cwd, 'docs');
  await mkdir(folder);
  expect(await typed('deploy web --switch', folder)).toMatchObject({ code: 0 });
  expect(place.shares()).toEqual({ '2': 100 });
});

test('mistakes of the file and of the step are told at once, before anything is sent', async () => {
  await place.write({ 'versioned-deploy.yml': `${SHOP}  nowhere: { swich: true }\n` });
  const { code, log } = await step({ function: 'web', timeout: 'soon' });
  expect(code).toBe(2);
  expect(log).toContain('versioned-deploy.yml:13:14: Input `rollout`');
  expect(log).toContain('versioned-deploy.yml:19:14: `swich` is not an input');
  expect(log).toContain('`timeout` is "soon"');
  expect(place.sandbox.requests()).toEqual([]);
});

test.each([
  [{ function: 'wep' }, /`function` is "wep", which is not in versioned-deploy\.yml[\s\S]*Did you mean `web`/],
  [{}, /`function` is missing[\s\S]*versioned-deploy\.yml has: web, other/],
  [{ function: 'all', gate: '{unchecked: true}' }, /other would move step by step/],
  [{ function: 'web', manifest: 'other.yml' }, /`manifest` is "other\.yml", which does not exist/],
  [{ function: 'web', manifest: '../../etc/passwd' }, /`manifest` is .* (leads out|does not exist)/],
  [{ function: 'web', environment: 'prod' }, /Did you mean `production`/],
])('%j is refused with what there is', async (inputs, sentence) => {
  const { code, log } = await step(inputs as Inputs);
  expect([code, log]).toEqual([2, expect.stringMatching(sentence)]);
  expect(place.sandbox.requests()).toEqual([]);
});

test('a step that names its provider says all of it itself', async () => {
  const { code, log } = await place.run({ operation: 'list' });
  expect(code).toBe(0);
  expect(log).not.toContain('staging');
});

test('after a kill the post step knows what the file said, whatever became of it', async () => {
  const inputs = { function: 'web', rollout: '10:2s,50:2s,100', probe: '{payload: {}, interval: 100ms}' };
  place.sandbox.fault({ method: 'PUT', path: ALIAS_PATH, skip: 1, times: 99, kind: 'lose' });
  const { child, end } = await startAction({ inputs, cwd: place.cwd, env });
  const moves = () => place.writes().filter((write) => write.method === 'PUT' && /aliases\/live/.test(write.path));
  while (moves().length <= 1 && child.exitCode === null) await sleep(5);
  child.kill('SIGKILL');
  const { state } = await end;
  expect(state.complete).toContain('"member"');
  place.sandbox.calm();
  await place.write({ 'versioned-deploy.yml': 'broken: [' });
  const kept = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
  const post = { inputs, cwd: place.cwd, env: { ...env, ...kept }, script: DIST.replace(/index\.js$/, 'post.js') };
  const { summary } = await runAction(post);
  expect(place.shares()).toEqual({ '1': 100 });
  expect(summary).toMatch(/version 1/);
});
