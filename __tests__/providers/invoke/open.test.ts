import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION, SANDBOX_KEY, SANDBOX_PROJECT } from '../../../src/providers/invoke/sandbox/index.js';
import { type Started, start } from './support.js';

let on: Started;
beforeEach(async () => {
  on = await start();
});
afterEach(() => on.sandbox.close());

const LOOKUP = `GET /api/functions?name=sample&projectId=${SANDBOX_PROJECT}`;

async function second(slug: string): Promise<void> {
  on.sandbox.set('invoke', { projects: [slug] });
  const state = on.sandbox.state('invoke') as { projects: { id: string }[] };
  const body = JSON.stringify({ name: 'sample', project_id: state.projects[1]?.id });
  await on.api('/api/functions', { method: 'POST', body });
  on.sandbox.clear();
}

describe('opening a function', () => {
  test('sends nothing for a UUID', async () => {
    await on.open();
    expect(on.sent()).toEqual([]);
  });

  test('looks up a project by its slug, and reads the alias from the same answer', async () => {
    const provider = await on.open({ function: '@demo/sample' });
    expect(await provider.alias('active')).toBeUndefined();
    expect(on.sent()).toEqual(['GET /api/projects?slug=demo', LOOKUP]);
  });

  test('uses the UUID of a project as it is', async () => {
    await on.open({ function: 'sample', invoke: { project: SANDBOX_PROJECT } });
    expect(on.sent()).toEqual([LOOKUP]);
  });

  test('takes the only function of a name', async () => {
    const provider = await on.open({ function: 'sample' });
    expect(await provider.url?.('active')).toBe(`${on.sandbox.url}/invoke/${SANDBOX_FUNCTION}/`);
  });

  test('says that there is none', async () => {
    await expect(on.open({ function: '@demo/none' })).rejects.toMatchObject({
      kind: 'vendor',
      message: 'Invoke has no function "none" in the project "demo".',
    });
    await expect(on.open({ function: 'none' })).rejects.toThrow(
      'no function "none" in the projects that this key can see',
    );
  });

  test('says that there is no such project', async () => {
    await expect(on.open({ function: '@nowhere/sample' })).rejects.toThrow('no project with the slug "nowhere"');
  });

  test('lists the projects when there are many', async () => {
    await second('other');
    await expect(on.open({ function: 'sample' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^2 functions are named "sample": in Demo \(5a3b1e00-.*\), other \(/),
    });
    await on.open({ function: '@other/sample' });
  });

  test('names a UUID that does not exist', async () => {
    const id = 'dbe0ebfd-c74b-4261-a910-2d67eadad0cd';
    const provider = await on.open({ function: id });
    await expect(provider.alias('active')).rejects.toMatchObject({
      kind: 'vendor',
      message: `Invoke at ${on.sandbox.url} has no function "${id}", or this key may not see it.`,
    });
  });

  test('masks our key before the first request, and the key of the function before anyone sees it', async () => {
    const body = JSON.stringify({ requires_api_key: true });
    await on.api(`/api/functions/${SANDBOX_FUNCTION}`, { method: 'PATCH', body });
    const provider = await on.open({}, { env: { INVOKE_API_KEY: 'another' } });
    expect(on.log.masked).toEqual([SANDBOX_KEY, 'another']);
    await provider.alias('active');
    expect(on.log.masked[2]).toBe(on.fn().api_key);
  });
});

describe('what the server may answer', () => {
  const read = async (more = {}, ms = 60_000) => (await on.open(more, { deadline: Date.now() + ms })).alias('active');

  test('a 401 becomes a sentence about the key, without it', async () => {
    const error = await read({ invokeApiKey: 'wrong-key' }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ kind: 'vendor', status: 401, next: expect.stringContaining('INVOKE_API_KEY') });
    expect(JSON.stringify([error, String(error)])).not.toContain('wrong-key');
  });

  test('a page of HTML becomes readable, short and harmless', async () => {
    const body = `<html><head><style>x{}</style></head><body><h1>Bad\u001b[31m Gateway</h1><script>alert(1)</script>${'<p>blah</p>'.repeat(200)}`;
    on.sandbox.fault({ kind: 'answer', times: 999, answer: { status: 502, body } });
    const error = (await read({}, 300).catch((thrown: Error) => thrown)) as Error;
    expect(error.message).toMatch(
      /^Invoke refused to show the function: "Bad Gateway blah .* … .*blah" \(HTTP 502\)\.$/,
    );
    expect(error.message.length).toBeLessThan(400);
  });

  test('an answer that is not Invoke’s is not believed', async () => {
    on.sandbox.fault({ kind: 'answer', times: 9, answer: { status: 200, body: '<html>Welcome to nginx</html>' } });
    await expect(read({}, 300)).rejects.toThrow('is not JSON (HTTP 200): "Welcome to nginx".');
    on.sandbox.calm();
    for (const data of [{ id: 7 }, { id: '01900000-0000-7000-8000-000000000000', name: 'other' }]) {
      on.sandbox.fault({ kind: 'answer', times: 5, answer: { status: 200, body: { success: true, data } } });
      await expect(read()).rejects.toThrow('is not about what was asked (HTTP 200)');
    }
  });

  test('a redirect is not followed, so that the key stays where it belongs', async () => {
    on.sandbox.fault({ kind: 'answer', answer: { status: 302, headers: { location: '/api/health' } } });
    await expect(read()).rejects.toMatchObject({ status: 302 });
    expect(on.sent()).toHaveLength(1);
  });

  test('our key is cut out of what the server repeats', async () => {
    on.sandbox.fault({ kind: 'answer', answer: { status: 400, body: { message: `key ${SANDBOX_KEY} is odd` } } });
    await expect(read()).rejects.toThrow('key *** is odd');
  });

  test('a busy server is asked again, and a broken connection too', async () => {
    on.sandbox.fault({ kind: 'answer', answer: { status: 503, headers: { 'retry-after': '0' }, body: 'busy' } });
    on.sandbox.fault({ kind: 'drop' });
    expect(await read()).toBeUndefined();
    expect(on.sandbox.requests().map(({ status }) => status)).toEqual([503, 0, 200]);
  });

  test('a server that asks for more patience than there is time is not waited for', async () => {
    on.sandbox.fault({ kind: 'answer', answer: { status: 429, headers: { 'retry-after': '3600' }, body: 'busy' } });
    await expect(read()).rejects.toMatchObject({ status: 429 });
    expect(on.sent()).toHaveLength(1);
  });

  test('no server at all becomes a sentence with the URL', async () => {
    await expect(read({ invoke: { url: 'http://127.0.0.1:1' } }, 300)).rejects.toMatchObject({
      kind: 'network',
      message: 'No answer from http://127.0.0.1:1 to the request to show the function (ECONNREFUSED).',
    });
  });
});
