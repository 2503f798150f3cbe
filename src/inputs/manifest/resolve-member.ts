import { didYouMean } from '../../core/did-you-mean.js';
import { type DeployError, inputError } from '../../core/errors.js';
import { problems } from '../../core/problems.js';
import type { GivenInputs } from '../expand-maps.js';
import { parseValue } from './check-value.js';
import { type Env, expandValue, hasVariables, textsIn } from './expand-variables.js';
import { type MergedEntry, mergeLayers, outdone, removeNames } from './merge-layers.js';
import { errorAt } from './problem-at.js';
import { dropUnread, isRead, operationOf } from './read-by-run.js';
import { type Manifest, NO_LAYER } from './types.js';

/** These have chosen what of the file counts. */
const CHOOSING = ['manifest', 'function', 'environment'];

/** What one run asks of the file. */
export interface Asked {
  /** `with:` or the flags, with maps taken apart (`probe.url`): stronger than all that the file says */
  given: GivenInputs;
  /** what variables are read from */
  env: Env;
}

/** One function with its inputs, as if all of them had been given to the step. */
export interface Member {
  /** the environment that counts here; absent: the file has none, and none was given */
  environment?: string;
  /** the name in the file; the vendor's name is `inputs.function` */
  name: string;
  /** inputs and keys of maps (`probe.url`) → text: what `readFlat` takes */
  inputs: GivenInputs;
  /** where in the file an input stands: `versioned-deploy.yml:7:3`; one that was given is not here */
  origins: Readonly<Record<string, string>>;
}

/**
 * One function's inputs, merged from the file and from what was given. Strongest first: given ·
 * `environments.E.functions.F` · `environments.E` · `functions.F` · `defaults`. What the operation or the provider does
 * not read is left out, unless the function itself says something that its provider cannot do. Variables are expanded
 * in what is left. Pure. Throws one `input` error with all that is wrong.
 */
export function resolveMember(manifest: Manifest, name: string, asked: Asked): Member {
  const { env } = asked;
  const isGiven = ([input, text]: [string, string]) => text.trim() !== '' && !CHOOSING.includes(input);
  const given = Object.fromEntries(Object.entries(asked.given).filter(isGiven));
  const environment = environmentOf(manifest, asked.given.environment);
  const merged = mergeLayers(layersOf(manifest, name, environment));
  removeNames(merged, [...Object.keys(given), ...outdone(Object.entries(given))]);
  const found = problems();
  const provider = given.provider ?? textAt(manifest, 'provider', merged.provider, env, found.try) ?? '';
  const kept = dropUnread({ manifest, merged, given, provider, found });
  const inputs: GivenInputs = {};
  const origins: Record<string, string> = {};
  for (const [input, entry] of Object.entries(kept)) {
    const text = textAt(manifest, input, entry, env, found.try);
    if (text === undefined || text === '') continue;
    inputs[input] = text;
    origins[input] = `${manifest.file}:${entry.place.line}:${entry.place.column}`;
  }
  found.throw();
  // It has chosen what counts here, also for an operation that writes no Deployment.
  const recorded: GivenInputs =
    environment !== undefined && isRead('environment', operationOf(given)) ? { environment } : {};
  return { environment, name, inputs: { function: name, ...inputs, ...given, ...recorded }, origins };
}

/** The text of an entry, expanded and looked at once more; undefined: it is wrong, which is kept. */
function textAt(
  { file }: Manifest,
  name: string,
  entry: MergedEntry | undefined,
  env: Env,
  keep: <T>(read: () => T) => T | undefined,
): string | undefined {
  if (!entry) return undefined;
  return keep(() => {
    try {
      const text = expandValue(entry.value, env);
      if (name === 'region') refuseSeveralRegions(text);
      if ([...textsIn(entry.value)].some((one) => hasVariables(one.text))) parseValue(name, text);
      return text;
    } catch (error) {
      throw errorAt(file, entry.place, error as DeployError);
    }
  });
}

/** The file may name several; a run is in one. */
function refuseSeveralRegions(text: string): void {
  if (!text.includes('\n')) return;
  const names = text.replaceAll('\n', ', ');
  throw inputError('region', names, 'is more than one region, which one run cannot do yet.', 'Give one as `region`.');
}

function layersOf({ defaults, functions, environments }: Manifest, name: string, environment: string | undefined) {
  const here = environment === undefined ? undefined : environments[environment];
  return [
    { layer: defaults, own: false },
    { layer: functions[name] ?? NO_LAYER, own: true },
    { layer: here?.layer ?? NO_LAYER, own: false },
    { layer: (here && Object.hasOwn(here.functions, name) && here.functions[name]) || NO_LAYER, own: true },
  ];
}

/** The environment that this run is about; undefined: the file knows none, and none was named. Throws `input`. */
export function environmentOf(manifest: Manifest, given: string | undefined): string | undefined {
  const known = Object.keys(manifest.environments);
  const name = given || manifest.defaultEnvironment;
  if (known.length === 0 || (name !== undefined && known.includes(name))) return name;
  if (name === undefined) {
    const next = `Name one of: ${known.join(', ')}; or write \`default-environment\` in ${manifest.file}.`;
    throw inputError('environment', '', `is missing, and ${manifest.file} has several.`, next);
  }
  const next = `${didYouMean(name, known)}Use one of: ${known.join(', ')}.`;
  throw inputError('environment', name, `is not in ${manifest.file}.`, next);
}
