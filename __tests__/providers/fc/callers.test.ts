import { expect, it } from '@jest/globals';
import { forBothGenerations } from './both-generations.js';

const HTTP = { triggerType: 'http', triggerConfig: '{"authType":"anonymous","methods":["GET"]}' };

forBothGenerations('what points at the function', (on) => {
  it('tells LATEST, said or not said, from an alias', async () => {
    const { open, publish, foreign, sdk } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    await sdk.trigger('one', HTTP);
    await sdk.trigger('two', { ...HTTP, qualifier: 'live' });
    await sdk.domain('api.example.com', 'LATEST');
    await sdk.domain('www.example.com', undefined);
    const { callers = [] } = (await (await open()).callers?.()) ?? {};
    expect(callers.map(({ what, qualifier }) => [what, qualifier])).toEqual([
      ['HTTP trigger one', 'LATEST'],
      ['HTTP trigger two', 'live'],
      ['custom domain api.example.com', 'LATEST'],
      ['custom domain www.example.com', 'LATEST'],
    ]);
  });

  it('is read for the qualifiers that are asked for', async () => {
    const { open, publish, foreign, sdk } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    await sdk.trigger('one', HTTP);
    await sdk.trigger('two', { ...HTTP, qualifier: 'live' });
    const provider = await open();
    const named = async (of: string[]) => (await provider.callers?.(of))?.callers.map(({ what }) => what);
    expect(await named(['live'])).toEqual(['HTTP trigger two']);
    expect(await named([provider.capabilities.latest ?? ''])).toEqual(['HTTP trigger one']);
    expect(await named([])).toEqual([]);
  });

  it('gives the URL of the alias’s own trigger, and no other', async () => {
    const { open, publish, foreign, sdk } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    const provider = await open();
    await sdk.trigger('one', HTTP);
    expect(await provider.url?.('live')).toBeUndefined();
    await sdk.trigger('two', { ...HTTP, qualifier: 'live' });
    // The list is read once in a run.
    expect(await (await open()).url?.('live')).toMatch(/\/two\/$/);
  });

  it('names what it may not read, and goes on', async () => {
    const { open, sandbox, sdk } = on();
    await sdk.trigger('one', HTTP);
    const body = { Code: 'AccessDenied', Message: 'no', ErrorCode: 'AccessDenied', ErrorMessage: 'no' };
    sandbox.fault({ kind: 'answer', path: '/custom-domains', answer: { status: 403, body } });
    const read = await (await open()).callers?.();
    expect(read?.callers).toHaveLength(1);
    expect(read?.unread).toEqual(['custom domains (fc:ListCustomDomains)']);
  });

  it('makes a URL that callers need to sign for, unless it is to be public', async () => {
    const { open, publish, foreign } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    const provider = await open();
    const signed = await provider.expose?.('live', { public: false });
    expect((await fetch(signed ?? '')).status).toBe(403);
    await provider.point('open', { stable: first }, {});
    const url = await provider.expose?.('open', { public: true });
    expect(await (await fetch(url ?? '')).text()).toBe('a');
  });

  it('finds the URL that is there already', async () => {
    const { open, publish, foreign, requests } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    const provider = await open();
    const url = await provider.expose?.('live', { public: true });
    expect(await provider.expose?.('live', { public: true })).toBe(url);
    expect(requests().filter(({ method, path }) => method === 'POST' && path.includes('triggers'))).toHaveLength(1);
  });

  it('opens the URL that is there when it is to be public, and says when it stays open', async () => {
    const { open, publish, foreign, log } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    const provider = await open();
    await provider.expose?.('live', { public: false });
    const url = await provider.expose?.('live', { public: true });
    expect(await (await fetch(url ?? '')).text()).toBe('a');
    expect(await provider.expose?.('live', { public: false })).toBe(url);
    expect(log.lines.join()).toContain('public already');
  });

  it('finds the URL that was made when the answer was lost', async () => {
    const { open, publish, foreign, sandbox } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    sandbox.fault({ kind: 'lose', method: 'POST', path: '/triggers' });
    expect(await (await open()).expose?.('live', { public: true })).toMatch(/\/http-live\/$/);
  });
});
