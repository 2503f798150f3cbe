import { type Clock, systemClock } from '../../../src/core/clock.js';
import { DeployError } from '../../../src/core/errors.js';
import type { Log } from '../../../src/core/log.js';
import type { Target, TrafficSplit } from '../../../src/core/model.js';
import type { Provider, ProviderContext, ProviderModule } from '../../../src/core/provider.js';
import { SANDBOX_KEYS } from '../../../src/providers/fc/sandbox/signature.js';
import * as fc2 from '../../../src/providers/fc2/index.js';
import { createFc2Sandbox } from '../../../src/providers/fc2/sandbox.js';
import * as fc3 from '../../../src/providers/fc3/index.js';
import { createFc3Sandbox } from '../../../src/providers/fc3/sandbox.js';
import { type RunningSandbox, startSandbox } from '../../../src/sandbox/kit/server.js';
import type { LoggedRequest } from '../../../src/sandbox/kit/types.js';
import { type Sdk, sdk2, sdk3 } from './sdk.js';

export type FcProviderName = 'alibaba-fc3' | 'alibaba-fc2';

export const TEST_ENV = {
  HOME: '/nowhere',
  ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_KEYS.accessKeySecret,
};

export interface RecordingLog extends Log {
  lines: string[];
  masked: string[];
}

export function createRecordingLog(): RecordingLog {
  const lines: string[] = [];
  const masked: string[] = [];
  const write = (text: string) => void lines.push(text);
  return { lines, masked, info: write, notice: write, warning: write, mask: (secret) => void masked.push(secret) };
}

export interface FcTestSetup {
  sandbox: RunningSandbox;
  target: Target;
  log: RecordingLog;
  /** the official SDK, as someone else */
  sdk: Sdk;
  open(more?: Partial<ProviderContext>, target?: Partial<Target>): Promise<Provider>;
  set(settings: Record<string, unknown>): void;
  /** "GET /2023-03-30/functions/sample" of the vendor's API, in order */
  sent(): string[];
  requests(): LoggedRequest[];
  clear(): void;
  foreign(split: TrafficSplit): Promise<void>;
  close(): Promise<void>;
}

/** As the registry gives them: the target may hold the provider's own inputs. */
export const moduleOf = (name: FcProviderName): ProviderModule =>
  (name === 'alibaba-fc3' ? fc3 : fc2) as unknown as ProviderModule;

export async function setUpFc(name: FcProviderName, clock: Clock = systemClock): Promise<FcTestSetup> {
  const create = name === 'alibaba-fc3' ? createFc3Sandbox : createFc2Sandbox;
  const sandbox = await startSandbox({ sandboxes: [create], scale: 0 });
  const target: Target = {
    provider: name,
    function: 'sample',
    alias: 'live',
    region: 'cn-hangzhou',
    endpoint: sandbox.url,
    ...(name === 'alibaba-fc2' && { fc2: { service: 'demo', accountId: '1234567890123456' } }),
  };
  const log = createRecordingLog();
  const sdk = name === 'alibaba-fc3' ? sdk3(sandbox.port) : sdk2(sandbox.port);
  const ours = () => sandbox.requests().filter(({ headers }) => /versioned-deploy/.test(headers['user-agent'] ?? ''));
  return {
    sandbox,
    target,
    log,
    sdk,
    open: (more = {}, other = {}) =>
      moduleOf(name).open(
        { ...target, ...other },
        { clock, log, deadline: clock.now() + 60_000, env: TEST_ENV, ...more },
      ),
    set: (settings) => sandbox.set(name, settings),
    sent: () => ours().map(({ method, path }) => `${method} ${path}`),
    requests: ours,
    clear: () => sandbox.clear(),
    foreign: (split) => sdk.point('live', split),
    close: () => sandbox.close(),
  };
}

export const handlerSource = (word: string): string => `exports.handler = async () => '${word}';\n`;

export async function refusal(work: Promise<unknown>): Promise<DeployError> {
  const end = await work.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
  if (end instanceof DeployError) return end;
  throw end instanceof Error ? end : new Error(String(end));
}
