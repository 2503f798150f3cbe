import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { type Bench, noteOf, onBench } from './bench.js';

const on = onBench();

/** Publishes build `n` with `note`, as a new run does while `stable` is live. */
async function deploy(bench: Bench, n: number, { note, stable }: { note: string; stable?: string }) {
  const provider = await bench.open();
  const pkg = await bench.pack(n);
  await provider.findPublished(pkg, stable === undefined ? undefined : { name: 'live', split: { stable } });
  const { version, created } = await provider.publish(pkg, note);
  return { id: version.id, created };
}

const configure = ({ aws }: Bench) =>
  aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'sample', Timeout: 9 }));

describe('of code that $LATEST holds already, a version is', () => {
  it('new after its configuration changed, also beyond the first page and with the very description of before', async () => {
    const bench = on();
    await bench.publish(60);
    await configure(bench);
    expect(await deploy(bench, 60, { note: noteOf(60), stable: '60' })).toEqual({ id: '61', created: true });
  });

  it('not new when the same step is run once more', async () => {
    const bench = on();
    await bench.publish(60);
    expect(await deploy(bench, 60, { note: noteOf(60), stable: '59' })).toEqual({ id: '60', created: false });
  });

  it('new where this role may not list versions, and the description is this run’s', async () => {
    const bench = on();
    await bench.publish(1);
    await configure(bench);
    const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
    const answer = { status: 403, headers, body: { Message: 'not authorized' } };
    bench.sandbox.fault({ method: 'GET', path: '/versions', kind: 'answer', answer, times: 9 });
    expect(await deploy(bench, 1, { note: noteOf('again') })).toEqual({ id: '2', created: true });
  });
});
