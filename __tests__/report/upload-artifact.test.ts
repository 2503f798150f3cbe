import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import { artifactName, commonFolder, uploadArtifact, uploadFiles } from '../../src/report/upload-artifact.js';
import { silentServer } from '../support/stuck-server.js';
import { type ArtifactService, startArtifactService } from './artifact-service.js';
import { pkg, receipt, switched } from './stories/index.js';

let service: ArtifactService;
let dir: string;
let said: { info: string[]; warning: string[] };
const env = { ...process.env };

const log = () => ({
  info: (text: string) => void said.info.push(text),
  notice: () => undefined,
  warning: (text: string) => void said.warning.push(text),
  mask: () => undefined,
});

beforeEach(async () => {
  service = await startArtifactService();
  dir = mkdtempSync(join(tmpdir(), 'artifact-'));
  said = { info: [], warning: [] };
  // The library reads its address and token from the process, as the runner sets them.
  Object.assign(process.env, service.env, { GITHUB_SERVER_URL: 'https://github.com' });
});

afterEach(async () => {
  process.env = { ...env };
  rmSync(dir, { recursive: true });
  await service.close();
});

function shipped(): ReturnType<typeof receipt> {
  const file = join(dir, 'my-api.zip');
  writeFileSync(file, 'the package');
  return receipt({ ...switched, package: { ...pkg, file } });
}

describe('an artifact', () => {
  test('holds the package and the receipt', async () => {
    await uploadArtifact(shipped(), dir, log());
    expect(said.warning).toEqual([]);
    const [kept] = service.artifacts();
    expect(kept?.name).toBe('my-api-active-version-7');
    expect(Object.keys(kept?.files ?? {}).sort()).toEqual([
      'my-api.zip',
      expect.stringMatching(/^versioned-deploy-receipt-[-0-9a-f]{36}[.]json$/),
    ]);
    expect(kept?.files['my-api.zip']).toBe('the package');
    const text = Object.entries(kept?.files ?? {}).find(([name]) => name.includes('receipt'))?.[1] ?? '';
    expect(JSON.parse(text)).toMatchObject({ schema: 1, operation: 'deploy', after: { stable: '7' } });
  });

  test('is finalised with the hash of what arrived', async () => {
    await uploadArtifact(shipped(), dir, log());
    const [kept] = service.artifacts();
    expect(kept?.hash).toBe(
      `sha256:${createHash('sha256')
        .update(kept?.bytes ?? '')
        .digest('hex')}`,
    );
  });

  test('keeps folders below what all files have in common', async () => {
    mkdirSync(join(dir, 'a'));
    mkdirSync(join(dir, 'b'));
    writeFileSync(join(dir, 'a', '1'), 'one');
    writeFileSync(join(dir, 'b', '2'), 'two');
    expect(await uploadFiles('two', [join(dir, 'a', '1'), join(dir, 'b', '2')], log())).toBe(true);
    expect(service.artifacts()[0]?.files).toEqual({ 'a/1': 'one', 'b/2': 'two' });
  });
});

describe('a failure is a warning', () => {
  test('when the service refuses', async () => {
    service.refuse(403, 'artifact storage quota has been hit');
    expect(await uploadFiles('x', [shipped().package?.file ?? ''], log())).toBe(false);
    expect(said.warning[0]).toMatch(/^The artifact x was not kept: .*quota.*The deploy itself is not affected\.$/);
  });

  test('when there is no service, as on a terminal', async () => {
    delete process.env.ACTIONS_RESULTS_URL;
    expect(await uploadFiles('x', [shipped().package?.file ?? ''], log())).toBe(false);
    expect(said.warning[0]).toContain('ACTIONS_RESULTS_URL');
  });

  test('when a file is gone', async () => {
    expect(await uploadFiles('x', [join(dir, 'missing')], log())).toBe(false);
    expect(said.warning[0]).toContain('ENOENT');
    expect(service.requests()).toEqual([]);
  });

  test('when GitHub is an enterprise server, which has no such service', async () => {
    process.env.GITHUB_SERVER_URL = 'https://git.corp.example';
    expect(await uploadFiles('x', [shipped().package?.file ?? ''], log())).toBe(false);
    expect(said.warning[0]).toContain('GHES');
  });

  test('when the service never answers', async () => {
    const stuck = await silentServer();
    process.env.ACTIONS_RESULTS_URL = `${stuck.url}/`;
    const time = { clock: systemClock, ms: 300 };
    expect(await uploadFiles('x', [shipped().package?.file ?? ''], log(), time)).toBe(false);
    await stuck.close();
    expect(said.warning).toEqual([
      'The artifact x was not kept: it took longer than 0.3 s. The deploy itself is not affected.',
    ]);
  });

  test('when the folder of the receipt cannot be written', async () => {
    await uploadArtifact(shipped(), join(dir, 'nowhere'), log());
    expect(said.warning[0]).toMatch(/^The receipt could not be kept as an artifact: /);
  });
});

describe('the name', () => {
  test('has nothing that GitHub refuses', () => {
    expect(artifactName(receipt({ function: '@shop/my api:*?"<>|', version: { id: '7', status: 'ready' } }))).toBe(
      'shop-my-api-active-version-7',
    );
  });

  test('is another one when a run is attempted again', () => {
    const again = receipt({ workflowRun: { runAttempt: '2' } });
    expect(artifactName(again)).toBe('my-api-active-no-version-attempt-2');
  });
});

test('the common folder is whole folders, not letters', () => {
  const at = (...words: string[]) => join(tmpdir(), ...words);
  expect(commonFolder([at('ab', 'x'), at('abc', 'y')])).toBe(tmpdir());
  expect(commonFolder([at('a', 'x')])).toBe(at('a'));
});
