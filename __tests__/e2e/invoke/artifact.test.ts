import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ArtifactService, startArtifactService } from '../../report/artifact-service.js';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
let service: ArtifactService;
beforeEach(async () => {
  [place, service] = await Promise.all([invokePlace(), startArtifactService()]);
});
afterEach(() => Promise.all([place.close(), service.close()]));

const ship = (env?: Record<string, string>) =>
  place.run({ path: 'build', switch: 'true', 'upload-artifact': 'true' }, env);

test('the package and the receipt are read back from the artifact, byte for byte', async () => {
  const { code, log, outputs } = await ship(service.env);
  expect(code).toBe(0);
  expect(log).not.toMatch(/^warning:/m);
  const [kept, ...more] = service.artifacts();
  expect(kept?.name).toBe('demo-sample-active-version-1');
  expect(more).toEqual([]);
  const shipped = outputs['package-path'] ?? '';
  const [archive = '', receipt = '', ...others] = Object.keys(kept?.contents ?? {}).sort();
  expect(archive).toBe(path.basename(shipped));
  expect(kept?.contents[archive]).toEqual(await readFile(shipped));
  expect(JSON.parse(kept?.files[receipt] ?? '')).toMatchObject({ operation: 'deploy', after: { stable: '1' } });
  expect(others).toEqual([]);
});

test('an artifact service that is not there is a warning that says so, never a failed deploy', async () => {
  const { code, log, outputs } = await ship();
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '1', switched: 'true' });
  expect(log).toMatch(/^warning: The artifact demo-sample-active-version-1 was not kept: .*ACTIONS_RUNTIME_TOKEN/m);
});
