import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { makePackage } from '../../support/package.js';
import { forBothGenerations } from './both-generations.js';
import { sdkCalls, sdkError } from './sdk-calls.js';

forBothGenerations(
  'locks',
  (on) => {
    it('refuse a stale ETag with 412', async () => {
      const { sdk } = on();
      const { publish, createAlias, getAlias, updateAlias } = sdkCalls(on());
      await publish();
      await createAlias({ aliasName: 'live', versionId: '1' });
      const { headers } = await getAlias('live');
      await updateAlias('live', { description: 'moved' });
      const { RuntimeOptions } = await import('@alicloud/tea-util');
      const request = sdk.make('UpdateAliasRequest', { description: 'late' });
      const lock = sdk.make('UpdateAliasHeaders', { ifMatch: headers.etag });
      const answer = await sdkError(
        sdk.call('updateAliasWithOptions', 'demo', 'live', request, lock, new RuntimeOptions({})),
      );
      expect([answer.status, answer.code]).toEqual([412, 'PreconditionFailed']);
    });

    it('has services, which cannot go while something is in them', async () => {
      const { sdk } = on();
      const made = await sdk.call('createService', sdk.make('CreateServiceRequest', { serviceName: 'new' }));
      expect(made.body.serviceName).toBe('new');
      expect((await sdkError(sdk.call('deleteService', 'demo'))).code).toBe('ServiceNotEmpty');
      await sdk.call('deleteService', 'new');
      expect((await sdkError(sdk.call('getService', 'new', sdk.make('GetServiceRequest', {})))).code).toBe(
        'ServiceNotFound',
      );
    });

    it('runs a handler of 2.0’s HTTP triggers', async () => {
      const bench = on();
      const code =
        "exports.handler = (req, resp, context) => { resp.setStatusCode(201); resp.setHeader('x-a', '1'); resp.send(req.method + req.path); };";
      await bench.sdk.upload(await readFile((await makePackage({ 'index.js': code })).file));
      await bench.sdk.trigger('web', {
        triggerType: 'http',
        triggerConfig: '{"authType":"anonymous","methods":["GET"]}',
      });
      const response = await fetch(`${bench.sandbox.url}/_fc2/demo/sample/web/a/b`);
      expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([201, '1', 'GET/a/b']);
    });
  },
  ['alibaba-fc2'],
);
