import { expect, it } from '@jest/globals';
import { forBothGenerations } from './both-generations.js';
import { refusal } from './test-setup.js';

forBothGenerations('aliases', (on) => {
  it('always sends the version and the weights, empty ones to clear them', async () => {
    const { open, publish, requests } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    const provider = await open();
    const one = await provider.point('live', { stable: first }, { note: 'n' });
    const two = await provider.point(
      'live',
      { stable: first, canary: { version: second, percent: 12.5 } },
      { expected: one },
    );
    await provider.point('live', { stable: second }, { expected: two, note: 'm' });
    const bodies = requests()
      .filter(({ method, path }) => /POST|PUT/.test(method) && path.includes('/aliases'))
      .map(({ json }) => json);
    expect(bodies).toEqual([
      { aliasName: 'live', additionalVersionWeight: {}, description: 'n', versionId: '1' },
      { additionalVersionWeight: { 2: 0.125 }, versionId: '1' },
      { additionalVersionWeight: {}, description: 'm', versionId: '2' },
    ]);
  });

  it('keeps the description when none is given', async () => {
    const { open, publish } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    const provider = await open();
    const expected = await provider.point('live', { stable: first }, { note: 'kept' });
    await provider.point('live', { stable: second }, { expected });
    expect((await provider.alias('live'))?.note).toBe('kept');
  });

  it('writes a new note even where the traffic stays', async () => {
    const { open, publish } = on();
    const [first = ''] = await publish('a');
    const provider = await open();
    const expected = await provider.point('live', { stable: first }, { note: 'old' });
    await provider.point('live', { stable: first }, { expected, note: 'new' });
    expect((await provider.alias('live'))?.note).toBe('new');
  });

  for (const shape of [{ numericVersions: true }, { nullWeights: false }, { numericTokens: false }, { states: true }]) {
    it(`reads what the vendor also sends: ${Object.keys(shape)}`, async () => {
      const { open, publish, set } = on();
      set(shape);
      const [first = '', second = ''] = await publish('a', 'b');
      const provider = await open();
      await provider.point('live', { stable: first }, {});
      await provider.point('live', { stable: second }, { expected: await provider.alias('live') });
      expect((await provider.alias('live'))?.split).toEqual({ stable: '2' });
    });
  }

  it('reads an additional version with all the weight as what is live', async () => {
    const { open, publish, foreign } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    await foreign({ stable: first, canary: { version: second, percent: 100 } });
    expect((await (await open()).alias('live'))?.split).toEqual({ stable: second });
  });

  it('ignores an additional version without weight', async () => {
    const { open, publish, foreign } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    await foreign({ stable: first, canary: { version: second, percent: 0 } });
    expect((await (await open()).alias('live'))?.split).toEqual({ stable: first });
  });

  it('refuses to read traffic that goes three ways', async () => {
    const { open, publish, set, sdk, name } = on();
    set({ manyCanaries: true });
    await publish('a', 'b', 'c');
    const value = { aliasName: 'live', versionId: '1', additionalVersionWeight: { 2: 0.1, 3: 0.1 } };
    if (name === 'alibaba-fc3') {
      await sdk.call(
        'createAlias',
        'sample',
        sdk.make('CreateAliasRequest', { body: sdk.make('CreateAliasInput', value) }),
      );
    } else await sdk.call('createAlias', 'demo', sdk.make('CreateAliasRequest', value));
    const error = await refusal((await open()).alias('live'));
    expect(error.message).toContain('between version 1 and several others: 2, 3');
  });

  for (const id of ['LATEST', '0', '', '1.0', '../1']) {
    it(`sends no traffic to "${id}", and no request`, async () => {
      const { open, sent } = on();
      const { kind } = await refusal((await open()).point('live', { stable: id }, {}));
      expect([kind, sent()]).toEqual(['refused', []]);
    });
  }

  it('refuses a version as its own canary, sending nothing', async () => {
    const { open, sent } = on();
    const rollout = { stable: '1', canary: { version: '1', percent: 10 } };
    expect((await refusal((await open()).point('live', rollout, {}))).kind).toBe('refused');
    expect(sent()).toEqual([]);
  });

  it('lists more than a page of versions and aliases', async () => {
    const { open, sdk, name } = on();
    const [owner, kind] =
      name === 'alibaba-fc3' ? ['sample', 'PublishFunctionVersion'] : ['demo', 'PublishServiceVersion'];
    const change = async (n: number) => {
      const value = { environmentVariables: { N: String(n) } };
      if (name === 'alibaba-fc2')
        return sdk.call('updateFunction', owner, 'sample', sdk.make('UpdateFunctionRequest', value));
      const body = sdk.make('UpdateFunctionInput', value);
      return sdk.call('updateFunction', owner, sdk.make('UpdateFunctionRequest', { body }));
    };
    for (let n = 0; n < 101; n++) {
      await change(n);
      const body = name === 'alibaba-fc3' ? { body: sdk.make('PublishVersionInput', {}) } : {};
      await sdk.call(kind.replace('P', 'p'), owner, sdk.make(`${kind}Request`, body));
      await sdk.point(`a${n}`, { stable: '1' });
    }
    const provider = await open();
    const versions: string[] = [];
    const aliases: string[] = [];
    for await (const { id } of provider.versions()) versions.push(id);
    for await (const alias of provider.aliases()) aliases.push(alias.name);
    expect([versions.length, versions[0], versions.at(-1), aliases.length]).toEqual([101, '101', '1', 101]);
  });
});

forBothGenerations(
  'content rules',
  (on) => {
    it('are not counted as a share, and not overwritten', async () => {
      const { open, publish, sdk } = on();
      const [first = '', second = ''] = await publish('a', 'b');
      const value = {
        aliasName: 'live',
        versionId: first,
        additionalVersionWeight: { [second]: 1 },
        resolvePolicy: 'Content',
      };
      await sdk.call('createAlias', 'demo', sdk.make('CreateAliasRequest', value));
      const provider = await open();
      const expected = await provider.alias('live');
      expect(expected?.split).toEqual({ stable: first });
      const { kind } = await refusal(provider.point('live', { stable: second }, { expected }));
      expect(kind).toBe('refused');
    });
  },
  ['alibaba-fc2'],
);
