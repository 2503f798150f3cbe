import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { forBothGenerations, NOTE } from './both-generations.js';
import { refusal } from './test-setup.js';

forBothGenerations('publishing', (on) => {
  it('sends the checksum with the code, and nothing else of the function', async () => {
    const { open, pack, requests, name } = on();
    const pkg = await pack('a');
    await (await open()).publish(pkg, NOTE);
    const put = requests().find(({ method }) => method === 'PUT');
    const body = put?.json as { code: Record<string, string> };
    expect(Object.keys(body)).toEqual(['code']);
    const sent = name === 'alibaba-fc3' ? body.code.checksum : put?.headers['x-fc-code-checksum'];
    expect(sent).toBe(pkg.crc64);
    expect(put?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('publishes a change of configuration without uploading the code again', async () => {
    const { open, pack, publish, sdk, name, clear, sent, foreign } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    const changed = { environmentVariables: { A: '1' } };
    if (name === 'alibaba-fc3') {
      const body = sdk.make('UpdateFunctionInput', changed);
      await sdk.call('updateFunction', 'sample', sdk.make('UpdateFunctionRequest', { body }));
    } else await sdk.call('updateFunction', 'demo', 'sample', sdk.make('UpdateFunctionRequest', changed));
    clear();
    const provider = await open();
    const pkg = await pack('a');
    expect(await provider.findPublished(pkg, await provider.alias('live'))).toBeUndefined();
    const asked = sent().length;
    expect(await provider.configurationDiff?.(first, pkg)).toEqual({
      settings: [],
      variables: [{ name: 'A', change: 'added' }],
      sameCode: true,
    });
    expect(sent()).toHaveLength(asked);
    const { version, created, uploadedBytes } = await provider.publish(pkg, NOTE);
    expect({ id: version.id, created, uploadedBytes }).toEqual({ id: '2', created: true, uploadedBytes: 0 });
    expect(sent().filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  it('never hands out a version into which someone else’s code slipped', async () => {
    const { open, pack, set } = on();
    set({ intruder: true });
    const error = await refusal((await open()).publish(await pack('a'), NOTE));
    expect([error.kind, error.message]).toEqual(['conflict', expect.stringContaining('holds other code')]);
  });

  it('takes the newest version after "no changes" only when it holds this code', async () => {
    const { open, pack, publish, sandbox } = on();
    await publish('a');
    const provider = await open();
    const pkg = await pack('b');
    // The upload is answered and lost by the vendor: LATEST stays what it was.
    sandbox.fault({
      kind: 'answer',
      method: 'PUT',
      path: '/functions/sample',
      answer: { status: 200, body: { functionName: 'sample' } },
    });
    const error = await refusal(provider.publish(pkg, NOTE));
    expect([error.kind, error.message]).toEqual([
      'conflict',
      expect.stringContaining('Version 1 is the newest, and holds other code'),
    ]);
  });

  it('tells "no changes" by its words, whatever its status', async () => {
    const { open, pack, publish, set } = on();
    await publish('a');
    set({ noChangeStatus: 409 });
    const { version, created } = await (await open()).publish(await pack('a'), NOTE);
    expect([version.id, created]).toEqual(['1', false]);
  });

  it('publishes again when the newest version was deleted', async () => {
    const { open, pack, publish } = on();
    await publish('a');
    const provider = await open();
    await provider.remove({ id: '1', status: 'ready' });
    const { version, created } = await provider.publish(await pack('a'), NOTE);
    expect([version.id, created]).toEqual(['2', true]);
  });

  it('waits until the update and the version are ready', async () => {
    const { open, pack, set, clock } = on();
    set({ updatePolls: 3, versionPolls: 2 });
    const { version } = await (await open()).publish(await pack('a'), NOTE);
    expect(version.status).toBe('ready');
    expect(clock.sleeps).toHaveLength(5);
  });

  it('waits for someone else’s update before its own', async () => {
    const { open, pack, set, sdk } = on();
    set({ updatePolls: 3 });
    await sdk.upload(await readFile((await pack('theirs')).file));
    const { version } = await (await open()).publish(await pack('a'), NOTE);
    expect(version.status).toBe('ready');
  });

  it('uploads again what a failed update left behind', async () => {
    const { open, pack, set, sdk } = on();
    const pkg = await pack('a');
    set({ failUpdate: true });
    await sdk.upload(await readFile(pkg.file));
    const { uploadedBytes } = await (await open()).publish(pkg, NOTE);
    expect(uploadedBytes).toBe(pkg.bytes);
  });

  it('asks for the code’s checksum where the version says none', async () => {
    const { open, pack, sandbox, sent } = on();
    sandbox.fault({ kind: 'answer', path: 'qualifier=1', answer: { status: 200, body: { functionName: 'sample' } } });
    expect((await (await open()).publish(await pack('a'), NOTE)).version.id).toBe('1');
    expect(sent().at(-1)).toContain('/code?qualifier=1');
  });

  it('stops waiting at the deadline, naming what it saw last', async () => {
    const { open, pack, set } = on();
    set({ updatePolls: 10_000 });
    const error = await refusal((await open()).publish(await pack('a'), NOTE));
    expect([error.kind, error.message]).toEqual(['timeout', expect.stringContaining('InProgress')]);
  });

  it('says why an update failed', async () => {
    const { open, pack, set } = on();
    set({ failUpdate: true });
    const error = await refusal((await open()).publish(await pack('a'), NOTE));
    expect(error.message).toContain('the sandbox was told to let it fail');
  });

  it('refuses a function that runs an image, sending no write', async () => {
    const { open, pack, sdk, name, sent } = on();
    const value = { functionName: 'image', runtime: 'custom-container', handler: 'x', code: await codeOf(on()) };
    if (name === 'alibaba-fc3') {
      await sdk.call(
        'createFunction',
        sdk.make('CreateFunctionRequest', { body: sdk.make('CreateFunctionInput', value) }),
      );
    } else await sdk.call('createFunction', 'demo', sdk.make('CreateFunctionRequest', value));
    const provider = await open({}, { function: 'image' });
    const { kind } = await refusal(provider.publish(await pack('a'), NOTE));
    expect([kind, sent().filter((line) => !line.startsWith('GET'))]).toEqual(['refused', []]);
  });

  it('names a function that does not exist, and what to do', async () => {
    const { open, pack } = on();
    const error = await refusal((await open({}, { function: 'nope' })).findPublished(await pack('a'), undefined));
    expect([error.code, error.next]).toEqual(['FunctionNotFound', expect.stringContaining('not created here')]);
  });
});

async function codeOf({
  pack,
  sdk,
  name,
}: Parameters<Parameters<typeof forBothGenerations>[1]>[0] extends () => infer B ? B : never) {
  const zipFile = (await readFile((await pack('x')).file)).toString('base64');
  return sdk.make(name === 'alibaba-fc3' ? 'InputCodeLocation' : 'Code', { zipFile });
}
