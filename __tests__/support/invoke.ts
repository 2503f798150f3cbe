import { SANDBOX_FUNCTION, SANDBOX_KEY } from '../../src/providers/invoke/sandbox/state.js';
import type { RunnerChild, RunnerResult } from '../../src/sandbox/step-runner.js';
import {
  type Env,
  type Inputs,
  type Place,
  paste,
  runAction,
  type Shell,
  startAction,
  startSandboxFor,
} from './run-dist.js';

export const KEY = SANDBOX_KEY;
export const FUNCTION = SANDBOX_FUNCTION;

/** A workspace with a function in `build`, beside a sandbox of Invoke. */
export interface InvokePlace extends Place {
  /** `with:` that every step here needs */
  where: Inputs;
  run(inputs: Inputs, env?: Env): Promise<RunnerResult>;
  start(inputs: Inputs, env?: Env): Promise<RunnerChild>;
  /** Writes a handler that answers with this word, and deploys it with switch. Throws when it is red. */
  live(word: string): Promise<RunnerResult>;
  /** Pastes a line with the key in the environment, as a person would have it. */
  paste(line: string, env?: Env): Promise<Shell>;
  /** What callers get. */
  answer(): Promise<string>;
}

export const handler = (word: string): string =>
  `export default async (req, res) => { res.json({ word: '${word}' }); };\n`;

export async function invokePlace(settings: Record<string, unknown> = {}): Promise<InvokePlace> {
  const place = await startSandboxFor('invoke');
  place.sandbox.set('invoke', { buildMs: 100, cacheMs: 0, ...settings });
  await place.write({ 'build/index.js': handler('zero'), 'build/package.json': '{}' });
  const { url } = place.sandbox;
  const where = {
    provider: 'invoke',
    function: '@demo/sample',
    'invoke.url': url,
    'invoke.execution-url': url,
    'invoke-api-key': KEY,
  };
  const run = (inputs: Inputs, env?: Env) => runAction({ inputs: { ...where, ...inputs }, env, cwd: place.cwd });
  return {
    ...place,
    where,
    run,
    start: (inputs, env) => startAction({ inputs: { ...where, ...inputs }, env, cwd: place.cwd }),
    async live(word) {
      await place.write({ 'build/index.js': handler(word) });
      const result = await run({ path: 'build', switch: 'true' });
      if (result.code !== 0) throw new Error(`The deploy of "${word}" is red:\n${result.log}`);
      return result;
    },
    paste: (line, env) => paste(line, { cwd: place.cwd, env: { INVOKE_API_KEY: KEY, ...env } }),
    answer: async () => (await fetch(`${url}/invoke/${FUNCTION}/`)).text(),
  };
}
