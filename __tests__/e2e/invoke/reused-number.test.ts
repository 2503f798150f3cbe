import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RunnerResult } from '../../../src/sandbox/step-runner.js';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
let undo: string;
let rolledBack: RunnerResult;

/** Version 1 live, version 2 rolled back from and deleted: the next deploy gets its number. */
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.live('two');
  rolledBack = await place.run({ operation: 'rollback', version: '1', 'rollback-workflow': 'rollback.yml' });
  undo = rolledBack.outputs['rollback-command'] ?? '';
});
afterEach(() => place.close());

async function reuse(inputs: Record<string, string> = {}) {
  await place.run({ operation: 'delete', version: '2', confirm: 'true' });
  await place.write({ 'build/index.js': handler('three') });
  const { outputs } = await place.run({ path: 'build', ...inputs });
  expect(outputs.version).toBe('2');
}

test('a printed line names its version by what is not given out again', async () => {
  expect(undo).toMatch(/ --version '?2@[0-9a-f]{12}'?( |$)/);
  expect(rolledBack.summary).toMatch(/gh workflow run rollback\.yml .*-f '?version=2@[0-9a-f]{12}'?/);
  expect(await place.paste(undo)).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"two"}');
  expect(await place.paste(undo)).toMatchObject({ code: 0 });
});

test('a line whose number was given to other code since makes nothing live', async () => {
  await reuse();
  const { code, stdout, stderr } = await place.paste(undo);
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/Version 2 is another build by now: its hash begins with [0-9a-f]{12}, not with/);
  expect(await place.answer()).toBe('{"word":"one"}');
});

test('a line whose number was given to what is live now is not green', async () => {
  await reuse({ switch: 'true' });
  const { code, stdout, stderr } = await place.paste(undo);
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('Version 2 is another build by now');
});

test('a bare number takes what stands there now', async () => {
  await reuse();
  const { code } = await place.run({ operation: 'promote', version: '2' });
  expect(code).toBe(0);
  expect(await place.answer()).toBe('{"word":"three"}');
});

test('a hash is refused where a number is never given out again, and nothing is sent', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
  const inputs = { ...{ provider: 'aws-lambda', region: 'eu-central-1' }, function: 'api' };
  const blank = { 'invoke.url': '', 'invoke.execution-url': '', 'invoke-api-key': '' };
  const where = { ...blank, ...inputs, operation: 'rollback', version: '2@0123456789ab' };
  const { code, log } = await place.run(where, env);
  expect(code).toBe(2);
  expect(log).toContain('2@0123456789ab');
  expect(log).toContain('carries a hash, and AWS Lambda has none there. Write 2 alone.');
});
