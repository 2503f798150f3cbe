import { describe, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION, SANDBOX_KEY, SANDBOX_PROJECT } from '../../../src/providers/invoke/sandbox/index.js';
import { bare, FN, form, said, wire } from './wire.js';

/** Statuses, messages and shapes as recorded on the real server (commit 1207448). */

const UNKNOWN = 'dbe0ebfd-c74b-4261-a910-2d67eadad0cd';
const { ask, zip, on } = wire();

describe('the admin API', () => {
  test('answers health without a key', async () => {
    expect(await ask('GET', '/api/health', undefined, { 'x-api-key': '' })).toEqual([
      200,
      { status: 'healthy', service: 'invoke-admin', timestamp: 'T' },
    ]);
  });

  test('lists projects by slug as a bare array', async () => {
    expect(await ask('GET', '/api/projects?slug=demo')).toEqual([
      200,
      [{ id: SANDBOX_PROJECT, name: 'Demo', slug: 'demo', description: 'demo', is_active: true }],
    ]);
  });

  test('finds functions by name', async () => {
    expect(await ask('GET', `/api/functions?name=none&projectId=${SANDBOX_PROJECT}`)).toEqual(
      said(200, 'Functions retrieved successfully', []),
    );
    const [, { data }] = await ask('GET', `/api/functions?name=sample&projectId=${SANDBOX_PROJECT}`);
    expect(data).toMatchObject([
      { id: SANDBOX_FUNCTION, active_version: null, user_role: 'owner', project_name: 'Demo' },
    ]);
  });

  test('creates a function with its first version, active before it is built', async () => {
    const fields = { mode: 'upload', language: 'javascript', runtime: 'bun', projectId: SANDBOX_PROJECT };
    const data = new FormData();
    for (const [key, value] of Object.entries({ ...fields, name: '' }))
      data.append(key, key === 'name' ? 'made' : value);
    data.append('file', new Blob([new Uint8Array(await zip(1))]), 'function.zip');
    const [status, body] = await ask('POST', '/api/functions/deploy', data);
    expect([status, body.message, body.statusCode, body.data.version]).toEqual([
      201,
      'Function deployed successfully',
      201,
      1,
    ]);
    const [, again] = await ask('GET', `/api/functions/${body.data.id}`);
    expect([again.message, again.data.active_version, again.data.package_hash]).toEqual([
      'Function details retrieved',
      1,
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
    const twice = new FormData();
    for (const [key, value] of data) twice.append(key, value);
    expect(await ask('POST', '/api/functions/deploy', twice)).toEqual(
      said(409, 'Function with name "made" already exists in this project'),
    );
  });

  test('requires a function’s own key when told to', async () => {
    const [status, { data }] = await ask('PATCH', FN, { requires_api_key: true });
    expect([status, data.requires_api_key, data.api_key]).toEqual([200, true, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(await ask('PUT', FN, { requires_api_key: true })).toEqual(said(405, 'Method not allowed'));
    expect(await ask('DELETE', FN)).toEqual(said(200, 'Function and 0 associated files deleted successfully'));
    expect(await ask('GET', FN)).toEqual(said(404, 'Function not found'));
  });

  test('keeps builds by their own id from keys', async () => {
    expect(await ask('GET', `/api/builds/${UNKNOWN}`)).toEqual(said(401, 'No token provided'));
  });
});

describe('functions that are not there', () => {
  test('answer differently on every route', async () => {
    const at = (id: string) => `/api/functions/${id}`;
    expect(await ask('GET', `${at(UNKNOWN)}/versions`)).toEqual(said(200, 'Versions retrieved successfully', []));
    expect(await ask('POST', `${at(UNKNOWN)}/versions`, form(await zip(1)))).toEqual(bare(404, 'Function not found'));
    expect(await ask('POST', `${at(UNKNOWN)}/switch-version`, { version_number: 1 })).toEqual(
      bare(404, 'Version not found'),
    );
    expect(await ask('GET', at(UNKNOWN))).toEqual(said(404, 'Function not found'));
    expect(await ask('GET', `${at('not-a-uuid')}/versions`)).toEqual(said(500, 'Internal server error'));
    expect(await ask('POST', `${at('not-a-uuid')}/versions`, form(await zip(1)))).toEqual(
      said(500, 'Internal server error'),
    );
    on().sandbox.set('invoke', { admin: false });
    expect(await ask('GET', `${at(UNKNOWN)}/versions`)).toEqual(said(404, 'Function not found'));
  });
});

describe('keys', () => {
  const no = said(401, 'No valid authentication provided');
  test('come as X-API-Key or as Bearer, and a Bearer hides the other', async () => {
    const list = (headers: Record<string, string>) => ask('GET', `${FN}/versions`, undefined, headers);
    expect((await list({ 'x-api-key': '', authorization: `Bearer ${SANDBOX_KEY}` }))[0]).toBe(200);
    expect(await list({ authorization: 'Bearer nope' })).toEqual(no);
    expect(await list({ 'x-api-key': 'nope' })).toEqual(no);
    expect(await ask('POST', `${FN}/versions`, form(await zip(1)), { 'x-api-key': 'nope' })).toEqual(no);
  });
});

test('a setting that does not exist, or of another type, is refused', () => {
  expect(() => on().sandbox.set('invoke', { buildMS: 1 })).toThrow('has no setting "buildMS"');
  expect(() => on().sandbox.set('invoke', { buildMs: 'long' })).toThrow('cannot be "long"');
  expect(() => on().sandbox.set('invoke', { uploadBreaks: 'oops' })).toThrow('cannot be "oops"');
});
