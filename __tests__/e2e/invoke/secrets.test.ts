import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RunnerResult } from '../../../src/sandbox/step-runner.js';
import { FUNCTION, type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';

let place: InvokePlace;
let functionKey: string;
beforeEach(async () => {
  place = await invokePlace();
  const answer = await fetch(`${place.sandbox.url}/api/functions/${FUNCTION}`, {
    method: 'PATCH',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: '{"requires_api_key":true}',
  });
  const { data } = (await answer.json()) as { data: { api_key: string } };
  functionKey = data.api_key;
});
afterEach(() => place.close());

/** All that a run leaves behind, but for the commands that tell the runner what to mask. */
async function traces({ stdout, stderr, outputs, state, summary }: RunnerResult): Promise<string> {
  const spoken = (stdout + stderr).split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const files = await readdir(place.temp);
  const left = await Promise.all(files.map((file) => readFile(path.join(place.temp, file), 'latin1')));
  return JSON.stringify([spoken, outputs, state, summary, left]);
}

test('neither our key nor the key of the function appears anywhere, and both are masked', async () => {
  expect(functionKey).toMatch(/^[0-9a-f]{64}$/);
  const result = await place.live('one');
  const said = await traces(result);
  expect(said).not.toContain(KEY);
  expect(said).not.toContain(functionKey);
  expect(result.stdout).toContain(`::add-mask::${KEY}`);
  expect(result.stdout).toContain(`::add-mask::${functionKey}`);
});

test('a key that the server does not take is not repeated in the error', async () => {
  const wrong = 'f'.repeat(64);
  const result = await place.run({ path: 'build', 'invoke-api-key': wrong });
  expect(result.code).toBe(1);
  expect(await traces(result)).not.toContain(wrong);
});

test('the mask comes before anything else is said', async () => {
  const { stdout } = await place.run({ operation: 'list' });
  expect(stdout.split('\n')[0]).toBe(`::add-mask::${KEY}`);
});
