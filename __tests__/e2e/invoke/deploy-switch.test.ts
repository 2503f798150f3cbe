import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FUNCTION, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('a deploy with switch makes the package live and fills every output', async () => {
  await place.live('one');
  const { code, outputs } = await place.live('two');
  expect(code).toBe(0);
  expect(await place.answer()).toBe('{"word":"two"}');
  expect(outputs).toMatchObject({ version: '2', 'previous-version': '1', alias: 'active', changed: 'true' });
  expect(outputs).toMatchObject({
    switched: 'true',
    files: '2',
    'package-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(JSON.parse(outputs.traffic ?? '')).toEqual({ 2: 100 });
  expect(outputs.url).toBe(`${place.sandbox.url}/invoke/${FUNCTION}/`);
  expect(JSON.parse(outputs.receipt ?? '')).toMatchObject({ schema: 1, operation: 'deploy', changed: true });
  const archive = await readFile(outputs['package-path'] ?? '');
  expect(archive.length).toBe(Number(outputs['package-size']));
});

test('the summary shows what was live before and what is live now, and its copy is the same', async () => {
  await place.live('one');
  const { summary, outputs } = await place.live('two');
  expect(summary).toMatch(/version 1.*100 %.*–/);
  expect(summary).toMatch(/\*\*version 2\*\*.*–.*\*\*100 %\*\*/);
  expect(summary).toContain(outputs['rollback-command']);
  expect(await readFile(outputs['summary-path'] ?? '', 'utf8')).toBe(summary.replace(/\n$/, ''));
});

test('a changed redeploy with switch sends one upload and one switch', async () => {
  await place.live('one');
  place.sandbox.clear();
  await place.live('two');
  const writes = place.writes().map(({ method, path }) => `${method} ${path}`);
  const api = `/api/functions/${FUNCTION}`;
  expect(writes).toEqual([`POST ${api}/versions?afterBuildAction=none`, `POST ${api}/switch-version`]);
});
