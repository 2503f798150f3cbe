import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TrafficSplit } from '../../../src/core/model.js';
import { SANDBOX_KEYS } from '../../../src/providers/fc/sandbox/signature.js';

const require = createRequire(import.meta.url);

/** Someone else at the same vendor: Alibaba's own SDK. */
export interface Sdk {
  /** The generated client; `call` names one of its methods. */
  call(method: string, ...args: unknown[]): Promise<{ body: Record<string, unknown>; headers: Record<string, string> }>;
  /** Builds one of its request models. */
  make(model: string, value: Record<string, unknown>): unknown;
  /** Creates the alias, or moves it, past all locks. */
  point(alias: string, split: TrafficSplit): Promise<void>;
  upload(zip: Buffer): Promise<void>;
  trigger(name: string, config: Record<string, unknown>): Promise<void>;
  domain(name: string, qualifier: string | undefined): Promise<void>;
  invoke(qualifier: string | undefined, event: string): Promise<{ body: string; headers: Record<string, string> }>;
}

type Generated = Record<string, (...args: unknown[]) => Promise<never>>;
type Models = Record<string, new (value: Record<string, unknown>) => unknown>;

function client(name: string, config: string, port: number, keys: Record<string, string> = SANDBOX_KEYS) {
  const library = require(name);
  const { Config } = require(config);
  const Client = library.default as new (config: unknown) => Generated;
  const options = { ...keys, endpoint: `127.0.0.1:${port}`, protocol: 'http', regionId: 'cn-hangzhou' };
  return { library: library as Models, client: new Client(new Config(options)) };
}

const weights = ({ canary }: TrafficSplit) => (canary ? { [canary.version]: canary.percent / 100 } : {});

export function sdk3(port: number, keys?: Record<string, string>): Sdk {
  const { library, client: fc } = client('@alicloud/fc20230330', '@alicloud/openapi-client', port, keys);
  const make: Sdk['make'] = (model, value) => {
    const Model = library[model];
    if (!Model) throw new Error(`The SDK has no ${model}.`);
    return new Model(value);
  };
  const call: Sdk['call'] = (method, ...args) => (fc[method] as Generated[string]).apply(fc, args);
  const request = (kind: string, value: Record<string, unknown>) =>
    make(`${kind}Request`, { body: make(`${kind}Input`, value) });
  return {
    call,
    make,
    async point(aliasName, split) {
      const value = { versionId: split.stable, additionalVersionWeight: weights(split) };
      try {
        await call('updateAlias', 'sample', aliasName, request('UpdateAlias', value));
      } catch (error) {
        if ((error as { code?: string }).code !== 'AliasNotFound') throw error;
        await call('createAlias', 'sample', request('CreateAlias', { aliasName, ...value }));
      }
    },
    async upload(zip) {
      const code = make('InputCodeLocation', { zipFile: zip.toString('base64') });
      await call('updateFunction', 'sample', request('UpdateFunction', { code }));
    },
    async trigger(triggerName, config) {
      await call('createTrigger', 'sample', request('CreateTrigger', { triggerName, ...config }));
    },
    async domain(domainName, qualifier) {
      const routeConfig = { routes: [{ functionName: 'sample', methods: ['GET'], path: '/*', qualifier }] };
      await call('createCustomDomain', request('CreateCustomDomain', { domainName, protocol: 'HTTP', routeConfig }));
    },
    async invoke(qualifier, event) {
      const asked = make('InvokeFunctionRequest', { qualifier, body: Readable.from([Buffer.from(event)]) });
      const { body, headers } = await call('invokeFunction', 'sample', asked);
      return { body: await text(body as unknown as Readable), headers };
    },
  };
}

export function sdk2(port: number, keys?: Record<string, string>): Sdk {
  const { library, client: fc } = client('@alicloud/fc-open20210406', '@alicloud/openapi-client', port, keys);
  const make: Sdk['make'] = (model, value) => {
    const Model = library[model];
    if (!Model) throw new Error(`The SDK has no ${model}.`);
    return new Model(value);
  };
  const call: Sdk['call'] = (method, ...args) => (fc[method] as Generated[string]).apply(fc, args);
  return {
    call,
    make,
    async point(aliasName, split) {
      const value = { versionId: split.stable, additionalVersionWeight: weights(split) };
      try {
        await call('updateAlias', 'demo', aliasName, make('UpdateAliasRequest', value));
      } catch (error) {
        if ((error as { data?: { ErrorCode?: string } }).data?.ErrorCode !== 'AliasNotFound') throw error;
        await call('createAlias', 'demo', make('CreateAliasRequest', { aliasName, ...value }));
      }
    },
    async upload(zip) {
      const code = make('Code', { zipFile: zip.toString('base64') });
      await call('updateFunction', 'demo', 'sample', make('UpdateFunctionRequest', { code }));
    },
    async trigger(triggerName, config) {
      await call('createTrigger', 'demo', 'sample', make('CreateTriggerRequest', { triggerName, ...config }));
    },
    async domain(domainName, qualifier) {
      const route = { serviceName: 'demo', functionName: 'sample', methods: ['GET'], path: '/*', qualifier };
      const routeConfig = make('RouteConfig', { routes: [make('PathConfig', route)] });
      await call(
        'createCustomDomain',
        make('CreateCustomDomainRequest', { domainName, protocol: 'HTTP', routeConfig }),
      );
    },
    async invoke(qualifier, event) {
      const asked = make('InvokeFunctionRequest', { qualifier, body: Buffer.from(event) });
      const { body, headers } = await call('invokeFunction', 'demo', 'sample', asked);
      return { body: Buffer.from(body as unknown as Buffer).toString(), headers };
    },
  };
}
