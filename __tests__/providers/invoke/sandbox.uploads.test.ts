import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import archiver from 'archiver';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { entries, type Unpacked } from '../../../src/sandbox/kit/unpack-archive.js';
import { handler } from './support.js';
import { bare, FN, form, said, wire } from './wire.js';

/** Statuses, messages and shapes as recorded on the real server (commit 1207448). */

const { ask, zip, zipOf, on, upload, rows } = wire();

describe('uploads', () => {
  test('answer 201 with a statusCode of 200, and list a BIGINT as text', async () => {
    const bytes = await zip(1);
    const [status, body] = await ask('POST', `${FN}/versions`, form(bytes));
    const { id, build_id } = body.data;
    expect([status, body]).toEqual(
      said(201, 'Version 1 uploaded successfully', { id, version: 1, functionId: SANDBOX_FUNCTION, build_id }, 200),
    );
    await rows();
    expect(await ask('GET', `${FN}/versions`)).toEqual(
      said(200, 'Versions retrieved successfully', [
        {
          id,
          version: 1,
          file_size: expect.stringMatching(/^\d+$/),
          package_hash: createHash('sha256').update(bytes).digest('hex'),
          is_active: false,
          created_at: 'T',
          created_by: 1,
          created_by_name: 'admin',
          build_status: 'built',
          artifact_path: `artifacts/${SANDBOX_FUNCTION}/1/artifact.tgz`,
        },
      ]),
    );
  });

  test('switch after the build when told so, as query or as field', async () => {
    await upload(1, '?afterBuildAction=switch');
    expect(await rows()).toMatchObject([{ version: 1, is_active: true }]);
    await upload(2, '', { afterBuildAction: 'switch' });
    expect(await rows()).toMatchObject([
      { version: 2, is_active: true },
      { version: 1, is_active: false },
    ]);
  });

  test('make a new version of the same content', async () => {
    await upload(1);
    expect((await upload(1)).version).toBe(2);
  });

  test.each(['function.tgz', 'function.tar.gz'])('take %s as it is, and look into it when building', async (name) => {
    const [status] = await ask('POST', `${FN}/versions`, form('not a gzip', { name }));
    expect([status, (await rows())[0].build_status]).toEqual([201, 'failed']);
  });

  test.each([
    ['a bad action', said(400, 'afterBuildAction must be one of: none, switch'), '?afterBuildAction=now', {}],
    ['the wrong field', said(500, 'Internal server error'), '', { field: 'package' }],
    [
      'another extension',
      bare(400, 'Invalid file type. Only .zip, .tar.gz, and .tgz files are allowed.'),
      '',
      { name: 'a.txt', type: 'text/plain' },
    ],
  ])('refuse %s', async (_what, expected, query, options) => {
    expect(await ask('POST', `${FN}/versions${query}`, form(await zip(1), options))).toEqual(expected);
    expect(await rows()).toEqual([]);
  });

  test('refuse what is no zip, and a form without a file', async () => {
    const broken = said(500, 'Internal server error');
    expect(await ask('POST', `${FN}/versions`, form('certainly no zip'))).toEqual(broken);
    expect(await ask('POST', `${FN}/versions`, form(''))).toEqual(broken);
    const none = new FormData();
    none.append('x', 'y');
    expect(await ask('POST', `${FN}/versions`, none)).toEqual(said(400, 'No file provided'));
    expect(await ask('POST', `${FN}/versions`, { a: 1 })).toEqual(said(400, 'No file provided'));
    expect(await ask('PUT', `${FN}/versions`, { a: 1 })).toEqual(said(405, 'Method not allowed'));
  });

  test('refuse more than 100 MiB', async () => {
    const big = Buffer.alloc(101 * 1024 * 1024);
    expect(await ask('POST', `${FN}/versions`, form(big))).toEqual(said(500, 'Internal server error'));
  });

  test('at once take the same number: one is kept, four fail', async () => {
    on().sandbox.set('invoke', { storeMs: 300_000 });
    const zips = await Promise.all([1, 2, 3, 4, 5].map(zip));
    const answers = await Promise.all(zips.map((bytes) => ask('POST', `${FN}/versions`, form(bytes))));
    expect(answers.map(([status]) => status).sort()).toEqual([201, 500, 500, 500, 500]);
    expect(await rows()).toHaveLength(1);
  });
});

describe('builds', () => {
  test('take their time, and are listed newest first', async () => {
    on().sandbox.set('invoke', { buildPolls: 3 });
    const { id, build_id } = await upload(1);
    const seen: string[] = [];
    for (let look = 0; look < 4; look++) {
      const [, { data, message }] = await ask('GET', `${FN}/builds?versionId=${id}`);
      expect([message, data.total, data.page, data.limit, data.builds[0].id]).toEqual([
        'Builds retrieved',
        1,
        1,
        20,
        build_id,
      ]);
      seen.push(data.builds[0].status);
    }
    expect(seen).toEqual(['queued', 'running', 'running', 'success']);
  });

  const NO_ARTIFACT = /^Failed to upload artifact: ENOENT: no such file or directory, stat '.*\/artifacts.tgz'$/;

  test('fail with nothing but the artifact that is not there, whatever the reason', async () => {
    for (const [name, text] of [
      ['index.js', 'export default async (req, res) => res.json({ version: 1 ;'],
      ['index.js', "const a = require('./x')\nfunction ( {"],
      ['readme.txt', 'no code'],
    ] as const) {
      await ask('POST', `${FN}/versions`, form(await zipOf(name, text)));
      const [, { data }] = await ask('GET', `${FN}/builds?limit=1`);
      expect(data.builds[0]).toMatchObject({ status: 'failed', error_message: expect.stringMatching(NO_ARTIFACT) });
    }
  });

  test('keep what the execution service itself says', async () => {
    on().sandbox.set('invoke', { buildFails: 'Build timeout (300000ms)' });
    const { id } = await upload(1);
    const [, { data }] = await ask('GET', `${FN}/builds?versionId=${id}&limit=2`);
    expect(data.builds).toMatchObject([
      {
        status: 'failed',
        error_message: 'Build timeout (300000ms)',
        pipeline: 'bun-javascript',
        after_build_action: 'none',
      },
    ]);
  });
});

test('a tgz is unpacked with its modes before it is built', async () => {
  await ask('POST', `${FN}/versions`, form(gzipSync(Buffer.alloc(1024)), { name: 'a.tgz' }));
  const [, { data }] = await ask('GET', `${FN}/builds`);
  expect(data.builds[0].error_message).toContain('artifacts.tgz');
});

test('a zip loses its links and modes on the way, as the server’s unzipper drops them', async () => {
  const zip = archiver('zip');
  zip.append(handler(1), { name: 'index.js', mode: 0o755 });
  zip.symlink('link.js', 'index.js');
  const [bytes] = await Promise.all([buffer(zip), zip.finalize()]);
  const [, { data }] = await ask('POST', `${FN}/versions`, form(bytes));
  const answer = await on().api(`${FN}/versions/${data.id}/download`);
  const kept: Unpacked[] = [];
  for await (const entry of entries(Buffer.from(await answer.arrayBuffer()), 'zip')) kept.push(entry);
  expect(kept).toMatchObject([
    { path: 'index.js', kind: 'file', mode: 0o644 },
    { path: 'link.js', kind: 'file', mode: 0o644, content: Buffer.from('index.js') },
  ]);
});
