import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { forBothGenerations, NOTE } from './both-generations.js';
import { refusal } from './test-setup.js';

forBothGenerations('the network', (on) => {
  it('waits as long as Retry-After says, and asks again', async () => {
    const { open, sandbox, clock } = on();
    const answer = {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { Code: 'ResourceThrottled', Message: 'slow' },
    };
    sandbox.fault({ kind: 'answer', answer, times: 2 });
    expect(await (await open()).alias('live')).toBeUndefined();
    expect(clock.sleeps).toEqual([7000, 7000]);
  });

  it('repeats a read after 5xx and after a lost connection', async () => {
    const { open, sandbox, clock } = on();
    sandbox.fault({ kind: 'answer', answer: { status: 503, body: 'busy' } }, { kind: 'drop' });
    expect(await (await open()).alias('live')).toBeUndefined();
    expect(clock.sleeps).toHaveLength(2);
  });

  it('gives up at the deadline, saying what came', async () => {
    const { open, sandbox, clock } = on();
    const body = '<html><head><style>a{}</style></head><body><h1>502 Bad Gateway</h1></body></html>';
    sandbox.fault({
      kind: 'answer',
      answer: { status: 502, headers: { 'content-type': 'text/html' }, body },
      times: 999,
    });
    const error = await refusal((await open()).alias('live'));
    expect(error.message).toBe('Function Compute refused GetAlias: "502 Bad Gateway" (HTTP 502).');
    const waited = clock.sleeps.reduce((sum, ms) => sum + ms);
    expect([waited > 50_000, waited < 60_000, Math.max(...clock.sleeps) < 6_500]).toEqual([true, true, true]);
  });

  it('does not repeat what was refused', async () => {
    const { open, sandbox, requests } = on();
    const body = { Code: 'AccessDenied', Message: 'no', ErrorCode: 'AccessDenied', ErrorMessage: 'no' };
    sandbox.fault({ kind: 'answer', answer: { status: 403, body } });
    const error = await refusal((await open()).alias('live'));
    expect([error.code, error.next, requests().length]).toEqual([
      'AccessDenied',
      'Allow fc:GetAlias in the RAM policy of the key or role.',
      1,
    ]);
  });

  it.each(['{}', '5', '""', '{"aliasName":"other","versionId":"9"}', '{"aliasName":"live","versionId":null}'])(
    'believes %s no word, and asks again',
    async (body) => {
      const { open, sandbox, requests } = on();
      sandbox.fault({ kind: 'answer', answer: { status: 200, body } });
      expect(await (await open()).alias('live')).toBeUndefined();
      expect(requests()).toHaveLength(2);
    },
  );

  it.each(['{}', '5', '""', '{"versionId":null}'])('publishes again after %s for a version', async (body) => {
    const { open, pack, sandbox } = on();
    const provider = await open();
    sandbox.fault({ kind: 'answer', method: 'POST', path: '/versions$', answer: { status: 200, body } });
    const { version, created } = await provider.publish(await pack('a'), NOTE);
    expect([version.id, created]).toEqual(['1', true]);
  });

  it.each(['{}', '5', '{"versions":7}'])('does not take %s for a list without versions', async (body) => {
    const { open, publish, sandbox } = on();
    await publish('a');
    const provider = await open();
    sandbox.fault({ kind: 'answer', path: '/versions', answer: { status: 200, body } });
    const ids: string[] = [];
    for await (const { id } of provider.versions()) ids.push(id);
    expect(ids).toEqual(['1']);
  });

  it('believes a page of something else no word, after asking a few times', async () => {
    const { open, sandbox, requests } = on();
    sandbox.fault({ kind: 'answer', answer: { status: 200, body: '<html>Welcome to nginx</html>' }, times: 99 });
    const error = await refusal((await open()).alias('live'));
    expect(error.message).toContain('to GetAlias is not JSON (HTTP 200): "Welcome to nginx"');
    expect(requests()).toHaveLength(5);
  });

  it('signs each attempt again', async () => {
    const { open, sandbox, requests } = on();
    sandbox.fault({ kind: 'answer', answer: { status: 500, body: {} } });
    await (await open()).alias('live');
    const nonces = requests().map(({ headers }) => headers['x-acs-signature-nonce']);
    expect(new Set(nonces).size).toBe(2);
  });

  it('repeats a lost upload', async () => {
    const { open, pack, sandbox } = on();
    sandbox.fault({ kind: 'lose', method: 'PUT', path: '/functions/sample' });
    const { version } = await (await open()).publish(await pack('a'), NOTE);
    expect(version.id).toBe('1');
  });

  it('finds its own version again when the answer to a publish is lost', async () => {
    const { open, pack, sandbox } = on();
    sandbox.fault({ kind: 'lose', method: 'POST', path: '/versions' });
    const { version, created } = await (await open()).publish(await pack('a'), NOTE);
    expect([version.id, created]).toEqual(['1', true]);
  });

  it('publishes although the server answers with an error of its own again and again', async () => {
    const { open, pack, sandbox } = on();
    const body = { Code: 'InternalServerError', Message: 'oops' };
    sandbox.fault({ kind: 'answer', method: 'POST', path: '/versions', times: 6, answer: { status: 500, body } });
    const { version, created } = await (await open()).publish(await pack('a'), NOTE);
    expect([version.id, created]).toEqual(['1', true]);
  });

  it('publishes once when the request never arrived', async () => {
    const { open, pack, sandbox, sdk, name } = on();
    sandbox.fault({ kind: 'drop', method: 'POST', path: '/versions' });
    await (await open()).publish(await pack('a'), NOTE);
    const owner = name === 'alibaba-fc3' ? 'sample' : 'demo';
    const list = name === 'alibaba-fc3' ? 'listFunctionVersions' : 'listServiceVersions';
    const model = name === 'alibaba-fc3' ? 'ListFunctionVersionsRequest' : 'ListServiceVersionsRequest';
    const { body } = await sdk.call(list, owner, sdk.make(model, {}));
    expect(body.versions).toHaveLength(1);
  });

  it('looks whether a move whose answer was lost took effect', async () => {
    const { open, publish, foreign, sandbox, clear, sent } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    await foreign({ stable: first });
    const provider = await open();
    const expected = await provider.alias('live');
    clear();
    sandbox.fault({ kind: 'lose', method: 'PUT', path: '/aliases/' });
    const after = await provider.point('live', { stable: second }, { expected });
    expect(after.split).toEqual({ stable: second });
    expect(sent().map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET']);
  });

  it('moves again when the request never arrived, and creates likewise', async () => {
    const { open, publish, sandbox } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    const provider = await open();
    sandbox.fault(
      { kind: 'drop', method: 'POST', path: '/aliases' },
      { kind: 'drop', method: 'PUT', path: '/aliases/' },
    );
    const expected = await provider.point('live', { stable: first }, {});
    await provider.point('live', { stable: second }, { expected });
    expect((await provider.alias('live'))?.split).toEqual({ stable: second });
  });

  it('does not move again what someone else moved while the answer was lost', async () => {
    const { open, publish, foreign, sandbox, requests } = on();
    const [first = '', second = '', third = ''] = await publish('a', 'b', 'c');
    await foreign({ stable: first });
    const provider = await open();
    const expected = await provider.alias('live');
    sandbox.fault({ kind: 'drop', method: 'PUT', path: '/aliases/' });
    sandbox.fault({ kind: 'delay', method: 'GET', path: '/aliases/', ms: 400 });
    const moving = refusal(provider.point('live', { stable: third }, { expected }));
    while (!requests().some(({ method, path }) => method === 'PUT' && path.includes('/aliases/'))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await foreign({ stable: second });
    expect((await moving).kind).toBe('network');
    expect((await provider.alias('live'))?.split).toEqual({ stable: second });
  });

  it('deletes a version once more when the answer was lost', async () => {
    const { open, publish, sandbox } = on();
    const [first = ''] = await publish('a');
    const provider = await open();
    sandbox.fault({ kind: 'lose', method: 'DELETE' });
    await provider.remove({ id: first, status: 'ready' });
    expect(await provider.version(first)).toBeUndefined();
  });

  it('runs a function once, even when the answer is lost', async () => {
    const { open, publish, sandbox, sent, clear } = on();
    const [first = ''] = await publish('a');
    const provider = await open();
    clear();
    sandbox.fault({ kind: 'lose', path: '/invocations' });
    const error = await refusal(provider.invoke?.(first, '{}') ?? Promise.resolve());
    expect([error.kind, sent().length]).toEqual(['network', 1]);
  });

  it('says that nobody is there, and that nothing happened', async () => {
    const { open } = on();
    const server = createServer().listen(0);
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await refusal((await open({}, { endpoint: `http://127.0.0.1:${port}` })).alias('live'));
    expect([error.kind, error.code, error.next]).toEqual([
      'network',
      'ECONNREFUSED',
      expect.stringContaining('endpoint'),
    ]);
  });

  it('stops an upload when the run is told to stop; opened once more, it still moves the pointer', async () => {
    const { open, pack, publish, sandbox } = on();
    const [first = ''] = await publish('a');
    const stop = new AbortController();
    const provider = await open({ signal: stop.signal });
    sandbox.fault({ kind: 'delay', method: 'PUT', path: '/functions/', ms: 0 });
    stop.abort();
    expect((await refusal(provider.publish(await pack('b'), NOTE))).kind).toBe('interrupted');
    const again = await open();
    await again.point('live', { stable: first }, {});
    expect((await again.alias('live'))?.split).toEqual({ stable: first });
  });
});
