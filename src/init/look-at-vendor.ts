import { systemClock } from '../core/clock.js';
import { collect } from '../core/collect.js';
import { DeployError, messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Target } from '../core/model.js';
import type { ProviderContext, ProviderModule } from '../core/provider.js';
import { readFlat } from '../inputs/read-request.js';
import { providerOf } from '../providers/index.js';

/** The vendor is asked for at most this long (ms): a file can be written without it. */
const LOOK_MS = 30_000;

/** What the vendor says of one function. */
export interface FoundFunction {
  name: string;
  /** its aliases, without those of previews; undefined: it could not be read, and `problem` says why */
  aliases?: string[];
  problem?: string;
}

export interface LookHost {
  env: ProviderContext['env'];
  signal: AbortSignal;
  log: Log;
}

/** The names of all functions there are in the place that the inputs name. Throws what the vendor says. */
export async function listFunctions(inputs: Record<string, string>, host: LookHost): Promise<string[]> {
  const { module, target, context } = await reach(inputs, 'any', host);
  return module.functions ? collect(module.functions(target, context)) : [];
}

/** Reads the aliases of each function. A function that cannot be read is told, and does not end the rest. */
export async function lookAt(
  names: readonly string[],
  inputs: Record<string, string>,
  host: LookHost,
): Promise<FoundFunction[]> {
  const found: FoundFunction[] = [];
  // One after the other: vendors count requests, and nobody waits for more than a few names.
  for (const name of names) {
    try {
      found.push({ name, aliases: await aliasesOf(name, inputs, host) });
    } catch (error) {
      found.push({ name, problem: messageOf(error) });
      // Without credentials or a network the next one fares no better.
      if (!(error instanceof DeployError) || error.status !== 404) {
        const rest = names.slice(found.length).map((one) => ({ name: one, problem: messageOf(error) }));
        return [...found, ...rest];
      }
    }
  }
  return found;
}

async function aliasesOf(name: string, inputs: Record<string, string>, host: LookHost): Promise<string[]> {
  const { module, target, context } = await reach(inputs, name, host);
  const provider = await module.open(target, context);
  const aliases = await collect(provider.aliases());
  return aliases.map((alias) => alias.name).filter((alias) => !/^pr-\d+$/.test(alias));
}

async function reach(
  inputs: Record<string, string>,
  name: string,
  { env, signal, log }: LookHost,
): Promise<{ module: ProviderModule; target: Target; context: ProviderContext }> {
  const target = readFlat({ ...inputs, function: name, operation: 'list' });
  const module = await providerOf(target.provider).load();
  module.check(target, env);
  const context = { clock: systemClock, log, env, signal, deadline: systemClock.now() + LOOK_MS };
  return { module, target, context };
}
