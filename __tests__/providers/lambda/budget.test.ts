import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import type { Alias } from '../../../src/core/model.js';
import type { Provider } from '../../../src/core/provider.js';
import { type Bench, noteOf, onBench } from './bench.js';

const on = onBench();

/** What deploy does, by the port alone. */
async function deploy(provider: Provider, bench: Bench, n: number, note = noteOf(n)) {
  const live = await provider.alias('live');
  const pkg = await bench.pack(n);
  const found = await provider.findPublished(pkg, live);
  if (found) return { id: found.id, created: false, live };
  const { version, created } = await provider.publish(pkg, note);
  return { id: version.id, created, live };
}

const move = (provider: Provider, stable: string, expected: Alias | undefined) =>
  provider.point('live', { stable }, { expected });

const waits = (line: string) => !/^GET configuration/.test(line);

describe('requests sent', () => {
  it('are two for a rollback to a named version', async () => {
    const bench = on();
    const [first = '', second = ''] = await bench.publish(2);
    await move(await bench.open(), second, undefined);
    bench.clear();
    const provider = await bench.open();
    await move(provider, first, await provider.alias('live'));
    expect(bench.sent()).toEqual(['GET aliases/live', 'PUT aliases/live']);
  });

  it('are three for an unchanged redeploy, and no byte is uploaded', async () => {
    const bench = on();
    const [first = ''] = await bench.publish(1);
    await move(await bench.open(), first, undefined);
    bench.clear();
    expect(await deploy(await bench.open(), bench, 1)).toMatchObject({ id: first, created: false });
    expect(bench.sent()).toEqual(['GET aliases/live', 'GET versions', 'GET configuration?Qualifier=1']);
  });

  it('are three for an unchanged redeploy while nothing is live', async () => {
    const bench = on();
    const [first = ''] = await bench.publish(1);
    bench.clear();
    expect(await deploy(await bench.open(), bench, 1)).toMatchObject({ id: first, created: false });
    expect(bench.sent()).toHaveLength(3);
  });

  it('are three for an unchanged redeploy while an older version is live', async () => {
    const bench = on();
    const [first = '', second = ''] = await bench.publish(2);
    await move(await bench.open(), first, undefined);
    bench.clear();
    expect(await deploy(await bench.open(), bench, 2)).toMatchObject({ id: second, created: false });
    expect(bench.sent()).toHaveLength(3);
  });

  it('are three for an unchanged redeploy when there are more versions than a page', async () => {
    const bench = on();
    const ids = await bench.publish(60);
    await move(await bench.open(), ids.at(-1) ?? '', undefined);
    bench.clear();
    expect(await deploy(await bench.open(), bench, 60)).toMatchObject({ id: '60', created: false });
    expect(bench.sent()).toHaveLength(3);
  });

  it('are six and the waits for a changed redeploy with a switch', async () => {
    const bench = on();
    const [first = ''] = await bench.publish(1);
    await move(await bench.open(), first, undefined);
    bench.clear();
    const provider = await bench.open();
    const { id, created, live } = await deploy(provider, bench, 2);
    await move(provider, id, live);
    expect(created).toBe(true);
    expect(bench.sent().filter(waits)).toEqual([
      'GET aliases/live',
      'GET versions',
      'GET function',
      'PUT code',
      'POST versions',
      'PUT aliases/live',
    ]);
  });
});

describe('code that is there already', () => {
  it('is published again without an upload when the configuration changed', async () => {
    const bench = on();
    const [first = ''] = await bench.publish(1);
    await move(await bench.open(), first, undefined);
    const Environment = { Variables: { A: '1' } };
    await bench.aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'sample', Environment }));
    bench.clear();
    // The very description of before: a run that is repeated.
    expect(await deploy(await bench.open(), bench, 1)).toMatchObject({ id: '2', created: true });
    expect(bench.sent()).not.toContain('PUT code');
  });

  it('is found by our note when a compressor of another machine made other bytes', async () => {
    const bench = on();
    const pkg = await bench.pack(1);
    const provider = await bench.open();
    const note = `vd1 pkg=${pkg.manifest.sha256.slice(0, 32)}`;
    const { version } = await provider.publish(pkg, note);
    const live = await move(provider, version.id, undefined);
    const other = { ...pkg, sha256: 'ab'.repeat(32) };
    expect(await (await bench.open()).findPublished(other, live)).toMatchObject({ id: version.id });
  });

  it('is not reused as an older version after the configuration changed', async () => {
    const bench = on();
    const [first = ''] = await bench.publish(2);
    const live = await move(await bench.open(), first, undefined);
    await bench.aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'sample', Timeout: 9 }));
    expect(await (await bench.open()).findPublished(await bench.pack(1), live)).toBeUndefined();
  });

  it('is reused as an older version while the configuration is the same', async () => {
    const bench = on();
    const [first = ''] = await bench.publish(2);
    const live = await move(await bench.open(), first, undefined);
    expect(await (await bench.open()).findPublished(await bench.pack(1), live)).toMatchObject({ id: first });
  });
});
