import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { makePackage } from '../../support/package.js';
import { forBothGenerations } from './both-generations.js';
import { isFc3, sdkCalls, sdkError } from './sdk-calls.js';
import { handlerSource } from './test-setup.js';

const zipOf = async (word: string): Promise<Buffer> =>
  readFile((await makePackage({ 'index.js': handlerSource(word) })).file);

forBothGenerations('the sandbox, driven by the official SDK', (on) => {
  it('has a function, and its code behind a link that needs no key', async () => {
    const { body } = await sdkCalls(on()).getFunction();
    expect(body).toMatchObject({ functionName: 'sample', runtime: 'nodejs20', handler: 'index.handler' });
    const { body: code } = await sdkCalls(on()).code('LATEST');
    const link = String(code.url);
    expect([(await fetch(link)).status, code.checksum]).toEqual([200, body.codeChecksum]);
    expect((await fetch(link.replace(/Signature=./, 'Signature=x'))).status).toBe(403);
  });

  it('numbers versions, never twice, and refuses one without a change', async () => {
    const { publish, deleteVersion } = sdkCalls(on());
    expect((await publish('first')).body).toMatchObject({ versionId: '1', description: 'first' });
    const { code, message } = await sdkError(publish());
    expect([code, message]).toEqual([
      'VersionPublishError',
      expect.stringContaining("'No changes were made since last publish'"),
    ]);
    await deleteVersion('1');
    expect((await publish()).body.versionId).toBe('2');
    expect((await sdkError(deleteVersion('1'))).code).toBe('VersionNotFound');
    expect((await sdkError(deleteVersion('LATEST'))).status).toBe(400);
  });

  it('gives pages of at most 100, newest first or oldest first', async () => {
    const { publish, versions, update } = sdkCalls(on());
    for (let n = 1; n <= 3; n++) {
      await update({ environmentVariables: { N: String(n) } });
      await publish();
    }
    const first = (await versions({ direction: 'BACKWARD', limit: 2 })).body;
    const ids = (body: Record<string, unknown>) =>
      (body.versions as { versionId: string }[]).map(({ versionId }) => versionId);
    expect(ids(first)).toEqual(['3', '2']);
    const next = (await versions({ direction: 'BACKWARD', limit: 2, nextToken: first.nextToken })).body;
    expect([ids(next), next.nextToken]).toEqual([['1'], undefined]);
    expect(ids((await versions({ direction: 'FORWARD' })).body)).toEqual(['1', '2', '3']);
    expect((await sdkError(versions({ limit: 101 }))).code).toBe('InvalidArgument');
    expect((await sdkError(versions({ nextToken: '77' }))).code).toBe('InvalidArgument');
  });

  it('lets an alias split, move and end a canary, each as the vendor wants it', async () => {
    const { publish, update, createAlias, updateAlias, getAlias } = sdkCalls(on());
    await publish();
    await update({ environmentVariables: { N: '1' } });
    await publish();
    await createAlias({ aliasName: 'live', versionId: '1', additionalVersionWeight: { 2: 0.25 }, description: 'd' });
    const codes = [
      await sdkError(createAlias({ aliasName: 'live', versionId: '1' })),
      await sdkError(createAlias({ aliasName: 'LATEST', versionId: '1' })),
      await sdkError(createAlias({ aliasName: '1a', versionId: '1' })),
      await sdkError(createAlias({ aliasName: 'b', versionId: '9' })),
      await sdkError(updateAlias('live', { versionId: '2' })),
      await sdkError(updateAlias('live', { additionalVersionWeight: { 2: 1.5 } })),
      await sdkError(updateAlias('live', { additionalVersionWeight: { 9: 0.5 } })),
      await sdkError(updateAlias('live', { description: 'x'.repeat(257) })),
      await sdkError(updateAlias('nope', { versionId: '1' })),
      await sdkError(updateAlias('live', { versionId: '1' })),
    ].map(({ code }) => code);
    expect(codes).toEqual([
      'AliasAlreadyExists',
      'InvalidArgument',
      'InvalidArgument',
      'VersionNotFound',
      'AdditionalVersionContainsMajorVersion',
      'InvalidArgument',
      'VersionNotFound',
      'InvalidArgument',
      'AliasNotFound',
      'InvalidArgument',
    ]);
    expect((await getAlias('live')).body.additionalVersionWeight).toEqual({ 2: 0.25 });
    await updateAlias('live', { versionId: '2', additionalVersionWeight: {} });
    expect((await getAlias('live')).body).toMatchObject({ versionId: '2', description: 'd' });
    const { message } = await sdkError(updateAlias('live', { versionId: '2', additionalVersionWeight: {} }));
    expect(message).toContain('Can not update alias without any change');
  });

  it('lets an alias dangle, whose callers then fail', async () => {
    const { publish, createAlias, deleteVersion } = sdkCalls(on());
    await publish();
    await createAlias({ aliasName: 'live', versionId: '1' });
    await deleteVersion('1');
    expect((await sdkError(on().sdk.invoke('live', '{}'))).status).toBe(404);
  });

  it('runs the code of each version, and splits an alias’s calls by its weights', async () => {
    const bench = on();
    const { publish, createAlias } = sdkCalls(bench);
    await bench.sdk.upload(await zipOf('one'));
    await publish();
    await bench.sdk.upload(await zipOf('two'));
    await publish();
    await createAlias({ aliasName: 'live', versionId: '1', additionalVersionWeight: { 2: 0.25 } });
    const answers: string[] = [];
    for (let n = 0; n < 8; n++) answers.push((await bench.sdk.invoke('live', '{}')).body);
    expect([answers.filter((word) => word === 'two').length, (await bench.sdk.invoke('1', '')).body]).toEqual([
      2,
      'one',
    ]);
  });

  it('hands the event over as a Buffer, and says when the function failed', async () => {
    const bench = on();
    const code =
      "exports.handler = (event, context, callback) => { if (!event.length) throw new TypeError('empty'); callback(null, event); };";
    await bench.sdk.upload(await readFile((await makePackage({ 'index.js': code })).file));
    expect((await bench.sdk.invoke(undefined, 'hällo')).body).toBe('hällo');
    const { body, headers } = await bench.sdk.invoke(undefined, '');
    expect([headers['x-fc-error-type'], JSON.parse(body)]).toEqual([
      'UnhandledInvocationError',
      expect.objectContaining({ errorType: 'TypeError', errorMessage: 'empty' }),
    ]);
  });

  it('refuses code that is no zip, or not what its checksum says', async () => {
    const bench = on();
    const model = isFc3(bench) ? 'InputCodeLocation' : 'Code';
    const zipFile = Buffer.from('no zip').toString('base64');
    expect((await sdkError(sdkCalls(bench).update({ code: bench.sdk.make(model, { zipFile }) }))).code).toBe(
      'InvalidArgument',
    );
    if (!isFc3(bench)) return;
    const right = (await zipOf('x')).toString('base64');
    const { message } = await sdkError(
      sdkCalls(bench).update({ code: bench.sdk.make(model, { zipFile: right, checksum: '1' }) }),
    );
    expect(message).toContain('checksum mismatch');
  });

  it('refuses an empty handler, which is what it shows for custom runtimes', async () => {
    expect((await sdkError(sdkCalls(on()).update({ handler: '' }))).code).toBe('InvalidArgument');
  });

  it('keeps triggers and domains, and answers at both', async () => {
    const bench = on();
    const { publish, createAlias, triggers, domains } = sdkCalls(bench);
    await bench.sdk.upload(await zipOf('one'));
    await publish();
    await createAlias({ aliasName: 'live', versionId: '1' });
    await bench.sdk.upload(await zipOf('two'));
    const web = { triggerType: 'http', triggerConfig: '{"authType":"anonymous","methods":["GET"]}', qualifier: 'live' };
    await bench.sdk.trigger('web', web);
    await bench.sdk.domain('api.example.com', undefined);
    const [trigger] = (await triggers()).body.triggers as {
      urlInternet?: string;
      httpTrigger?: { urlInternet: string };
    }[];
    const url = trigger?.httpTrigger?.urlInternet ?? trigger?.urlInternet ?? '';
    expect(await (await fetch(`${url}path?x=1`)).text()).toBe('one');
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect(((await domains()).body.customDomains as unknown[]).length).toBe(1);
    const { request } = await import('node:http');
    const { text } = await import('node:stream/consumers');
    const body = await new Promise<string>((resolve) => {
      request({ port: bench.sandbox.port, host: '127.0.0.1', headers: { host: 'api.example.com' } }, (response) =>
        resolve(text(response)),
      ).end();
    });
    expect(body).toBe('two');
  });

  it('knows its settings, and no others', () => {
    expect(() => on().set({ nope: 1 })).toThrow('no setting "nope"');
    expect(() => on().set({ states: 'yes' })).toThrow('takes a boolean');
  });

  it('answers what it does not know with an error of the vendor’s shape', async () => {
    const { sandbox, name } = on();
    const base = name === 'alibaba-fc3' ? '/2023-03-30' : '/2021-04-06';
    const body = (await (await fetch(`${sandbox.url}${base}/layers`)).json()) as Record<string, string>;
    expect(Object.keys(body).sort()).toEqual(
      name === 'alibaba-fc3' ? ['Code', 'Message', 'RequestId'] : ['ErrorCode', 'ErrorMessage'],
    );
  });
});
