import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import type { LoggedRequest } from '../../../src/sandbox/kit/types.js';
import { type FcTestContext, forBothGenerations } from './both-generations.js';

const OURS = /versioned-deploy/;

/** What of a request is not a matter of time or taste. */
function comparableRequest({ method, path, headers, json }: LoggedRequest) {
  const url = new URL(path, 'http://x');
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries([...url.searchParams].sort()),
    action: headers['x-acs-action'],
    version: headers['x-acs-version'],
    signed: Object.keys(headers)
      .filter((name) => name.startsWith('x-acs-') || name === 'content-type' || name === 'host')
      .sort(),
    provider: headers['x-acs-credentials-provider'],
    type: headers['content-type'],
    lock: headers['if-match'],
    checksum: headers['x-fc-code-checksum'],
    json,
  };
}

/** The same story, told by our provider and by the official SDK, on two sandboxes that start alike. */
forBothGenerations('what we send is what the official SDK sends', (on) => {
  const alike = async (bench: FcTestContext, ours: () => Promise<unknown>, theirs: () => Promise<unknown>) => {
    bench.clear();
    await ours();
    const mine = bench.sandbox.requests().filter(({ headers }) => OURS.test(headers['user-agent'] ?? ''));
    bench.clear();
    await theirs();
    const official = bench.sandbox.requests();
    return [mine.map(comparableRequest), official.map(comparableRequest)] as const;
  };

  const call = ({ sdk, name }: FcTestContext, method: string, ...rest: unknown[]) => {
    const [fc3, fc2] = method.includes('|') ? method.split('|') : [method, method];
    return sdk.call((name === 'alibaba-fc3' ? fc3 : fc2) ?? '', name === 'alibaba-fc3' ? 'sample' : 'demo', ...rest);
  };
  /** 3.0 wraps inputs into a body, 2.0 does not. */
  const input = (
    { sdk, name }: FcTestContext,
    fc3: string,
    fc2: string,
    value: Record<string, unknown>,
    type = `${fc3}Input`,
  ) =>
    name === 'alibaba-fc3'
      ? sdk.make(`${fc3}Request`, { body: sdk.make(type, value) })
      : sdk.make(`${fc2}Request`, value);

  it('for an alias: read, create, move', async () => {
    const bench = on();
    await bench.publish('a', 'b');
    const provider = await bench.open();
    const [mine, official] = await alike(
      bench,
      async () => {
        const before = await provider.alias('one');
        await provider.point('one', { stable: '1' }, { expected: before, note: 'n' });
        await provider.point(
          'one',
          { stable: '1', canary: { version: '2', percent: 10 } },
          { expected: await provider.alias('one') },
        );
      },
      async () => {
        await call(bench, 'getAlias', 'two').catch(() => undefined);
        const first = { aliasName: 'two', versionId: '1', additionalVersionWeight: {}, description: 'n' };
        await call(bench, 'createAlias', input(bench, 'CreateAlias', 'CreateAlias', first));
        const { headers } = await call(bench, 'getAlias', 'two');
        const next = input(bench, 'UpdateAlias', 'UpdateAlias', {
          versionId: '1',
          additionalVersionWeight: { 2: 0.1 },
        });
        if (bench.name === 'alibaba-fc3') await call(bench, 'updateAlias', 'two', next);
        else {
          const options = bench.sdk.make('UpdateAliasHeaders', { ifMatch: headers.etag });
          const { RuntimeOptions } = await import('@alicloud/tea-util');
          await call(bench, 'updateAliasWithOptions', 'two', next, options, new RuntimeOptions({}));
        }
      },
    );
    const same = (list: typeof mine) =>
      JSON.parse(JSON.stringify(list).replaceAll('"one"', '"two"').replaceAll('/one', '/two'));
    const forget = (list: typeof mine) =>
      same(list).map((one: { lock?: string }) => ({ ...one, lock: one.lock !== undefined }));
    expect(forget(mine)).toEqual(forget(official));
  });

  it('for lists of versions and aliases', async () => {
    const bench = on();
    await bench.publish('a');
    const provider = await bench.open();
    const [mine, official] = await alike(
      bench,
      async () => {
        for await (const _ of provider.versions());
        for await (const _ of provider.aliases());
      },
      async () => {
        const page = { direction: 'BACKWARD', limit: 100 };
        const kind = bench.name === 'alibaba-fc3' ? 'ListFunctionVersions' : 'ListServiceVersions';
        await call(bench, 'listFunctionVersions|listServiceVersions', bench.sdk.make(`${kind}Request`, page));
        await call(bench, 'listAliases', bench.sdk.make('ListAliasesRequest', { limit: 100 }));
      },
    );
    expect(mine).toEqual(official);
  });

  it('for an upload, a new version and the deletion of one', async () => {
    const bench = on();
    await bench.publish('a');
    const pkg = await bench.pack('b');
    const provider = await bench.open();
    const own = bench.name === 'alibaba-fc2' ? ['sample'] : [];
    const [mine, official] = await alike(
      bench,
      async () => {
        const { version } = await provider.publish(pkg, 'n');
        await provider.remove(version);
      },
      async () => {
        const zipFile = (await readFile(pkg.file)).toString('base64');
        const { sdk } = bench;
        await call(bench, 'getFunction', ...own, sdk.make('GetFunctionRequest', {}));
        const { RuntimeOptions } = await import('@alicloud/tea-util');
        if (bench.name === 'alibaba-fc3') {
          const code = sdk.make('InputCodeLocation', { checksum: pkg.crc64, zipFile });
          await call(bench, 'updateFunction', input(bench, 'UpdateFunction', '', { code }));
        } else {
          const code = sdk.make('Code', { zipFile });
          const headers = sdk.make('UpdateFunctionHeaders', { xFcCodeChecksum: pkg.crc64 });
          const request = sdk.make('UpdateFunctionRequest', { code });
          await call(bench, 'updateFunctionWithOptions', ...own, request, headers, new RuntimeOptions({}));
        }
        // Our publish has frozen this code already; the refusal is the same request.
        const publish = input(
          bench,
          'PublishFunctionVersion',
          'PublishServiceVersion',
          { description: 'n' },
          'PublishVersionInput',
        );
        await call(bench, 'publishFunctionVersion|publishServiceVersion', publish);
        await call(bench, 'getFunction', ...own, sdk.make('GetFunctionRequest', { qualifier: '3' }));
        await call(bench, 'deleteFunctionVersion|deleteServiceVersion', '3');
      },
    );
    const writes = (list: typeof mine) =>
      list
        .filter(({ action }) => /^(GetFunction|UpdateFunction|Publish|Delete)/.test(action ?? ''))
        .map((one) =>
          JSON.parse(
            JSON.stringify(one).replaceAll('/versions/3', '/versions/2').replace('"qualifier":"3"', '"qualifier":"2"'),
          ),
        );
    expect(writes(mine)).toEqual(writes(official));
  });
});
