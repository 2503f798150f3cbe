import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { forBothGenerations } from './both-generations.js';
import { refusal } from './test-setup.js';

const HTTP = { triggerType: 'http', triggerConfig: '{"authType":"anonymous","methods":["GET"]}' };

forBothGenerations('deleting', (on) => {
  it('names the alias, the trigger and the domain that use a version', async () => {
    const { open, publish, foreign, sdk } = on();
    const [first = ''] = await publish('a', 'b');
    await foreign({ stable: first });
    await sdk.trigger('web', { ...HTTP, qualifier: first });
    await sdk.domain('api.example.com', first);
    const error = await refusal((await open()).remove({ id: first, status: 'ready' }));
    expect(error.message).toBe(
      'Version 1 is in use by alias live, HTTP trigger web, custom domain api.example.com, which would break without it.',
    );
  });

  it('counts an additional version with the weight 0 too', async () => {
    const { open, publish, foreign } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    await foreign({ stable: first, canary: { version: second, percent: 0 } });
    expect((await refusal((await open()).remove({ id: second, status: 'ready' }))).kind).toBe('refused');
  });

  it('deletes nothing when it may not look who uses it', async () => {
    const { open, publish, sandbox, sent } = on();
    const [first = ''] = await publish('a', 'b');
    const body = { Code: 'AccessDenied', Message: 'no', ErrorCode: 'AccessDenied', ErrorMessage: 'no' };
    sandbox.fault({ kind: 'answer', path: '/custom-domains', answer: { status: 403, body } });
    const error = await refusal((await open()).remove({ id: first, status: 'ready' }));
    expect([error.next, sent().some((line) => line.startsWith('DELETE'))]).toEqual([
      'Allow fc:ListCustomDomains in the RAM policy of the key or role.',
      false,
    ]);
  });

  it('reads triggers and domains once for many deletes, and aliases before and after each', async () => {
    const { open, publish, clear, sent } = on();
    await publish('a', 'b', 'c');
    const provider = await open();
    clear();
    await provider.remove({ id: '1', status: 'ready' });
    await provider.remove({ id: '2', status: 'ready' });
    const lines = sent();
    expect(lines.filter((line) => line.includes('custom-domains'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('/aliases'))).toHaveLength(4);
  });

  it('does not leave a trigger behind without its alias, but takes its own along', async () => {
    const { open, publish, sdk } = on();
    const [first = ''] = await publish('a');
    const provider = await open();
    const alias = await provider.point('preview', { stable: first }, {});
    await provider.expose?.('preview', { public: true });
    await sdk.trigger('web', { ...HTTP, qualifier: 'preview' });
    expect((await refusal(provider.drop(alias))).message).toContain('HTTP trigger web');
    const method = 'deleteTrigger';
    const owner = on().name === 'alibaba-fc3' ? ['sample'] : ['demo', 'sample'];
    await sdk.call(method, ...owner, 'web');
    const again = await open();
    await again.drop(alias);
    expect((await again.callers?.())?.callers).toEqual([]);
  });
});

forBothGenerations(
  'a service',
  (on) => {
    it('guards a version that another function’s trigger uses', async () => {
      const { open, publish, sdk } = on();
      const [first = ''] = await publish('a', 'b');
      const config = sdk.make('CreateTriggerRequest', { triggerName: 'web', ...HTTP, qualifier: first });
      await sdk.call('createTrigger', 'demo', 'other', config);
      const error = await refusal((await open()).remove({ id: first, status: 'ready' }));
      expect(error.message).toContain('HTTP trigger web');
    });

    it('keeps an alias that another function’s trigger of the same name uses', async () => {
      const { open, publish, sdk } = on();
      const [first = ''] = await publish('a');
      const provider = await open();
      const alias = await provider.point('pr-1', { stable: first }, {});
      const config = sdk.make('CreateTriggerRequest', { triggerName: 'http-pr-1', ...HTTP, qualifier: 'pr-1' });
      await sdk.call('createTrigger', 'demo', 'other', config);
      await provider.expose?.('pr-1', { public: true });
      expect((await refusal(provider.drop(alias))).message).toContain('is in use by HTTP trigger http-pr-1');
      expect(await provider.url?.('pr-1')).toBeDefined();
    });

    it('takes a function that came after the live version', async () => {
      const { open, publish, foreign, sdk, pack } = on();
      const [first = ''] = await publish('a');
      await foreign({ stable: first });
      const zipFile = (await readFile((await pack('new')).file)).toString('base64');
      const value = {
        functionName: 'late',
        runtime: 'nodejs20',
        handler: 'index.handler',
        code: sdk.make('Code', { zipFile }),
      };
      await sdk.call('createFunction', 'demo', sdk.make('CreateFunctionRequest', value));
      const provider = await open({}, { function: 'late' });
      const pkg = await pack('new');
      expect(await provider.findPublished(pkg, await provider.alias('live'))).toBeUndefined();
      const { version, uploadedBytes } = await provider.publish(pkg, 'n');
      expect([version.id, uploadedBytes]).toEqual(['2', 0]);
    });

    it('names all functions that move together', async () => {
      expect(await (await on().open()).versionedTogether?.()).toEqual(['other', 'sample']);
    });

    it('says that 3.0 is the way on, when it is opened', async () => {
      const { open, log } = on();
      await open();
      expect(log.lines.join()).toContain('3.0 is the way on');
    });
  },
  ['alibaba-fc2'],
);
