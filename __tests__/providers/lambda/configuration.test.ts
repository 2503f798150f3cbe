import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { noteOf, onBench } from './bench.js';

const on = onBench();

/** The function as it is, with another configuration. */
const configure = (facts: object) =>
  on().aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'sample', ...facts }));

/** A deploy of build 1 by the port alone: what was found, what differs, what was published. */
async function deploy() {
  const bench = on();
  const provider = await bench.open();
  const pkg = await bench.pack(1);
  const found = await provider.findPublished(pkg, await provider.alias('live'));
  const asked = bench.sent().length;
  const diff = await provider.configurationDiff?.('1', pkg);
  expect(bench.sent()).toHaveLength(asked);
  if (found) return { found: found.id, diff };
  const { version, created, uploadedBytes } = await provider.publish(pkg, noteOf(9));
  return { found: undefined, diff, id: version.id, created, uploadedBytes };
}

describe('the configuration is part of a version', () => {
  beforeEach(async () => {
    await configure({ Environment: { Variables: { STAGE: 'one', Version: '1' } } });
    await on().publish(1);
    const provider = await on().open();
    await provider.point('live', { stable: '1' }, {});
  });

  it('so a change of it alone is published, and is known without another request', async () => {
    await configure({ Timeout: 7, Environment: { Variables: { STAGE: 'two', Version: '1', TOKEN: 'x' } } });
    expect(await deploy()).toEqual({
      ...{ found: undefined, id: '2', created: true, uploadedBytes: 0 },
      diff: {
        settings: [{ name: 'Timeout', before: '3', after: '7' }],
        variables: [
          { name: 'STAGE', change: 'changed' },
          { name: 'TOKEN', change: 'added' },
        ],
        sameCode: true,
      },
    });
  });

  it('a variable called like a field of AWS’s own counts, too', async () => {
    await configure({ Environment: { Variables: { STAGE: 'one', Version: '2' } } });
    expect(await deploy()).toMatchObject({ id: '2', created: true });
  });

  it('compares two versions', async () => {
    await configure({ MemorySize: 256 });
    await deploy();
    const provider = await on().open();
    expect(await provider.configurationDiff?.('1', '2')).toEqual({
      settings: [{ name: 'MemorySize', before: '128', after: '256' }],
      variables: [],
      sameCode: true,
    });
    expect(await provider.configurationDiff?.('1', '77')).toBeUndefined();
  });

  describe('where the role cannot decrypt the variables', () => {
    beforeEach(() => on().sandbox.set('aws-lambda', { decrypts: false }));

    it('AWS decides that they differ', async () => {
      await configure({ Environment: { Variables: { STAGE: 'two', Version: '1' } } });
      expect(await deploy()).toEqual({
        ...{ found: undefined, id: '2', created: true, uploadedBytes: 0 },
        diff: { settings: [], variables: [], unreadable: true, sameCode: true },
      });
    });

    it('AWS decides that they do not', async () => {
      expect(await deploy()).toMatchObject({ found: undefined, id: '1', created: false, uploadedBytes: 0 });
    });
  });
});
