import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { type Files, makePackage } from '../../support/package.js';
import { handler, type Started, start } from './support.js';

let on: Started;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'invoke-'));
  on = await start({ cacheMs: 0 });
});
afterEach(async () => {
  await on.sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

const AT = `/invoke/${SANDBOX_FUNCTION}`;
const call = (at = '/', init: RequestInit = {}) => fetch(on.sandbox.url + AT + at, { redirect: 'manual', ...init });

/** Publishes and makes it live. */
async function live(files: Files | string): Promise<void> {
  const provider = await on.open();
  const pkg = await makePackage(
    { 'package.json': '{}', ...(typeof files === 'string' ? { 'index.js': files } : files) },
    dir,
  );
  const { version } = await provider.publish(pkg, '');
  await provider.point('active', { stable: version.id }, { expected: await provider.alias('active') });
}

describe('the execution service', () => {
  test('runs the active version, and says so to the trace', async () => {
    await live(handler('A'));
    const answer = await call('/?x=1');
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/json; charset=utf-8',
      '{"version":"A"}',
    ]);
    expect(answer.headers.get('x-trace-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('answers nothing for a handler that has not answered when it returns', async () => {
    await live("export default (req, res) => { setTimeout(() => res.send('late'), 50); };");
    const answer = await call();
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  test('hides keys from the handler', async () => {
    await live('export default (req, res) => res.json(Object.keys(req.headers));');
    const headers = { authorization: 'Bearer s', 'x-api-key': 's', 'x-mine': '1' };
    const seen = await (await call('/', { headers })).json();
    expect(seen).toContain('x-mine');
    expect(seen).not.toContain('x-api-key');
    expect(seen).not.toContain('authorization');
  });

  test('redirects a GET without the slash', async () => {
    await live(handler('A'));
    const answer = await call('');
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
      302,
      `${AT}/`,
      `Found. Redirecting to ${AT}/`,
    ]);
  });

  test('knows no function that has nothing live', async () => {
    const answer = await call();
    expect([answer.status, await answer.json()]).toEqual([404, { success: false, message: 'Function not found' }]);
  });

  test('remembers a function for a while, whatever is switched', async () => {
    await live(handler('old'));
    on.sandbox.set('invoke', { cacheMs: 1e9 });
    await call();
    await live(handler('new'));
    expect(await (await call()).json()).toEqual({ version: 'old' });
    on.sandbox.set('invoke', { cacheMs: 0 });
    expect(await (await call()).json()).toEqual({ version: 'new' });
  });

  test('gives the handler an Express-like request and response', async () => {
    await live(`export default async (req, res) => {
      console.log('noise on stdout');
      res.status(201).set('x-one', '1').set({ 'x-two': '2' });
      res.json({ method: req.method, path: req.path, q: req.query.q, body: req.body, header: req.get('X-In') });
    };`);
    const headers = { 'content-type': 'application/json', 'x-in': 'in' };
    const answer = await call('/a/b?q=1', { method: 'POST', headers, body: '{"n":1}' });
    expect([answer.status, answer.headers.get('x-one'), answer.headers.get('x-two')]).toEqual([201, '1', '2']);
    expect(await answer.json()).toEqual({ method: 'POST', path: '/a/b', q: '1', body: { n: 1 }, header: 'in' });
  });

  test.each([
    ["res.type('text').send('plain')", 200, 'text/plain; charset=utf-8', 'plain'],
    ["res.send('<b>')", 200, 'text/html; charset=utf-8', '<b>'],
    ['res.send({ a: 1 })', 200, 'application/json; charset=utf-8', '{"a":1}'],
    ['res.sendStatus(404)', 404, 'text/plain; charset=utf-8', 'Not Found'],
    ['res.status(204).end()', 204, null, ''],
    ["res.setHeader('content-type', 'image/png'), res.write('a'), res.end('b')", 200, 'image/png', 'ab'],
  ])('understands %s', async (code, status, type, body) => {
    await live(`export default async (req, res) => { ${code}; };`);
    const answer = await call();
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([status, type, body]);
  });

  test('runs CommonJS, and the main file of package.json', async () => {
    await live({
      'package.json': '{"main":"lib/run.cjs"}',
      'lib/run.cjs': "module.exports = (req, res) => res.send(require('./part.cjs'));",
      'lib/part.cjs': "module.exports = 'part';",
    });
    expect(await (await call()).text()).toBe('part');
  });

  test.each([
    ["throw new Error('on purpose')", 'on purpose'],
    ['process.exit(3)', 'the process ended with code 3'],
  ])('answers 500 when the handler does %s', async (code, message) => {
    await live(`export default async () => { ${code}; };`);
    const answer = await call();
    expect([answer.status, await answer.json()]).toEqual([500, { success: false, message: 'Execution failed' }]);
    expect(answer.headers.get('x-sandbox-error')).toContain(message);
  });

  test('answers 500 when the code does not even load', async () => {
    await live("import 'no-such-package';\nexport default (req, res) => res.end();");
    expect((await call()).status).toBe(500);
  });

  test('answers 500 when the handler takes too long', async () => {
    await live('export default () => new Promise(() => setInterval(() => {}, 1000));');
    on.sandbox.set('invoke', { runMs: 300 });
    expect((await call()).headers.get('x-sandbox-error')).toBe('it took too long');
  });

  test('asks for the function’s own key when there is one', async () => {
    await live(handler(1));
    await on.api(`/api/functions/${SANDBOX_FUNCTION}`, { method: 'PATCH', body: '{"requires_api_key":true}' });
    const key = on.fn().api_key ?? '';
    const status = async (at: string, headers = {}) => (await call(at, { headers })).status;
    expect([await status('/'), await status('/', { 'x-api-key': 'nope' })]).toEqual([401, 403]);
    expect([await status('/', { 'x-api-key': key }), await status(`/?api_key=${key}`)]).toEqual([200, 200]);
    expect(await status('/', { authorization: `Bearer ${key}` })).toBe(200);
  });

  test('limits the rate when told to', async () => {
    await live(handler(1));
    on.sandbox.set('invoke', { rateLimit: 1 });
    const [first, second] = [await call(), await call()];
    expect([first.status, first.headers.get('ratelimit-remaining'), second.status]).toEqual([200, '0', 429]);
  });
});
