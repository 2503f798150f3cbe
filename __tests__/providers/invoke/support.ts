import { systemClock } from '../../../src/core/clock.js';
import type { Log } from '../../../src/core/log.js';
import type { Provider, ProviderContext } from '../../../src/core/provider.js';
import { check, open } from '../../../src/providers/invoke/index.js';
import type { InvokeTarget } from '../../../src/providers/invoke/inputs.js';
import { createInvokeSandbox, SANDBOX_FUNCTION, SANDBOX_KEY } from '../../../src/providers/invoke/sandbox/index.js';
import type { StoredFunction } from '../../../src/providers/invoke/sandbox/state.js';
import { type RunningSandbox, startSandbox } from '../../../src/sandbox/kit/server.js';

/** A log that remembers. */
export interface Spoken extends Log {
  lines: string[];
  masked: string[];
}

export function spoken(): Spoken {
  const lines: string[] = [];
  const masked: string[] = [];
  const say = (text: string) => void lines.push(text);
  return { lines, masked, info: say, notice: say, warning: say, mask: (secret) => void masked.push(secret) };
}

export interface Started {
  sandbox: RunningSandbox;
  log: Spoken;
  /** a new run: nothing remembered */
  open(target?: Changes, context?: Partial<ProviderContext>): Promise<Provider>;
  /** "GET /api/functions/ID/versions", without the function's id */
  sent(): string[];
  writes(): number;
  /** the function behind the client's back */
  fn(): StoredFunction;
  api(path: string, init?: RequestInit): Promise<Response>;
}

/** A sandbox with quick builds; `scale` 0.001 makes the 30 s of lag 30 ms. */
export async function start(settings: Record<string, unknown> = {}): Promise<Started> {
  const sandbox = await startSandbox({ sandboxes: [createInvokeSandbox], scale: 0.001 });
  sandbox.set('invoke', { buildMs: 0, ...settings });
  const log = spoken();
  return {
    sandbox,
    log,
    open: (target = {}, context = {}) => openAt(sandbox.url, log, target, context),
    sent: () => sandbox.requests().map(({ method, path }) => `${method} ${path.replaceAll(SANDBOX_FUNCTION, 'ID')}`),
    writes: () => sandbox.requests().filter(({ method }) => method !== 'GET').length,
    fn() {
      const { functions } = sandbox.state('invoke') as { functions: StoredFunction[] };
      const found = functions.find(({ id }) => id === SANDBOX_FUNCTION);
      if (!found) throw new Error('the sample function is gone');
      return found;
    },
    api: (path, init = {}) =>
      fetch(sandbox.url + path, { ...init, headers: { 'x-api-key': SANDBOX_KEY, ...init.headers } }),
  };
}

/** What a test wants to be otherwise. */
export type Changes = Partial<Omit<InvokeTarget, 'invoke'>> & { invoke?: Partial<InvokeTarget['invoke']> };

async function openAt(url: string, log: Log, { invoke, ...target }: Changes, context: Partial<ProviderContext>) {
  const whole: InvokeTarget = {
    provider: 'invoke',
    function: SANDBOX_FUNCTION,
    alias: 'active',
    invoke: { url, executionUrl: url, ...invoke },
    invokeApiKey: SANDBOX_KEY,
    ...target,
  };
  const env = context.env ?? {};
  check(whole, env);
  return open(whole, { clock: systemClock, log, deadline: Date.now() + 60_000, env, ...context });
}

/** A package that says which build it is. */
export const sources = (n: number | string) => ({ 'index.js': handler(n), 'package.json': '{}' });

/** A handler that says which build it is. */
export const handler = (n: number | string): string =>
  `export default async (req, res) => res.json({ version: ${JSON.stringify(n)} });\n`;
