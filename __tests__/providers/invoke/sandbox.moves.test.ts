import { describe, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { unzip } from '../../support/package.js';
import { sources } from './support.js';
import { bare, FN, said, wire } from './wire.js';

/** Statuses, messages and shapes as recorded on the real server (commit 1207448). */

const UNKNOWN = 'dbe0ebfd-c74b-4261-a910-2d67eadad0cd';
const { ask, on, upload, rows, switchTo } = wire();

describe('switching', () => {
  test('answers by number and by id', async () => {
    const { id } = await upload(1);
    const message = 'Successfully switched to version 1';
    const data = { functionId: SANDBOX_FUNCTION, version: 1 };
    expect(await switchTo({ version_number: 1 })).toEqual([200, { success: true, message, data }]);
    expect(await switchTo({ versionId: id })).toEqual([
      200,
      { success: true, message, data: { ...data, versionId: id } },
    ]);
  });

  test('queues a build that will switch when there is none yet', async () => {
    on().sandbox.set('invoke', { buildFails: true });
    const { id } = await upload(1);
    await rows();
    const [status, body] = await switchTo({ version_number: 1 });
    expect([status, body]).toEqual([
      202,
      {
        success: true,
        buildRequired: true,
        message: 'Version 1 must be built before switching. Build queued.',
        build: expect.objectContaining({
          version_id: id,
          status: 'queued',
          after_build_action: 'switch',
          artifact_path: null,
        }),
      },
    ]);
    on().sandbox.set('invoke', { buildFails: false });
    expect(await rows()).toMatchObject([{ version: 1, is_active: true, build_status: 'built' }]);
  });

  test.each([
    [{ version_number: 999 }, bare(404, 'Version not found')],
    [{ version_number: 'abc' }, bare(500, 'Internal server error')],
    [{}, bare(400, 'Version ID or version number is required')],
  ])('refuses %j', async (body, expected) => {
    expect(await switchTo(body)).toEqual(expected);
  });

  test('refuses GET, a wrong key and a page of another site', async () => {
    expect(await ask('GET', `${FN}/switch-version`)).toEqual(said(405, 'Method not allowed'));
    const body = { version_number: 1 };
    expect(await switchTo(body, { 'x-api-key': 'nope' })).toEqual(said(401, 'Authentication required'));
    expect(await switchTo(body, { referer: 'https://evil.example/' })).toEqual(
      said(403, 'Cross-origin request blocked'),
    );
  });
});

describe('deleting and downloading', () => {
  test('refuse the active version, and give the highest number out again', async () => {
    await upload(1, '?afterBuildAction=switch');
    await upload(2);
    const remove = (query: string) => ask('DELETE', `${FN}/versions${query}`);
    expect(await remove('?version=1')).toEqual(
      said(400, 'Cannot delete the active version. Switch to a different version first.'),
    );
    expect(await remove('?version=2')).toEqual(said(200, 'Version 2 deleted successfully'));
    expect(await remove('?version=999')).toEqual(said(404, 'Version 999 not found'));
    expect(await remove('')).toEqual(said(400, 'Version number is required'));
    expect((await remove('/2'))[0]).toBe(404);
    expect((await upload(3)).version).toBe(2);
  });

  test('zip the same files again', async () => {
    const { id } = await upload(1);
    const answer = await on().api(`${FN}/versions/${id}/download`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="sample-v1.zip"');
    expect(await unzip(Buffer.from(await answer.arrayBuffer()))).toEqual(sources(1));
    expect(await ask('GET', `${FN}/versions/1/download`)).toEqual(said(500, 'Internal server error'));
    expect(await ask('GET', `${FN}/versions/${UNKNOWN}/download`)).toEqual([404, { error: 'Version not found' }]);
  });
});
