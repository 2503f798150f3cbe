import { didYouMean } from '../core/did-you-mean.js';
import { type DeployError, inputError } from '../core/errors.js';
import type { Request } from '../core/model.js';
import { OPERATIONS, type OperationName } from '../core/operation-names.js';
import { type Problems, problems } from '../core/problems.js';
import type { Capabilities } from '../core/provider.js';
import { isChecked } from '../core/request.js';
import { LAST_MINUTE_MS } from '../core/traffic-signals.js';
import { isProviderName, type ProviderName, providers } from '../providers/index.js';
import { SAMPLING_MS } from '../rollout/sampling.js';
import { watchedMs } from '../rollout/schedule.js';
import type { InputDefinition, InputTable } from './define-inputs.js';
import { expandMaps, type GivenInputs } from './expand-maps.js';
import { fieldOf, INPUTS } from './index.js';
import { readBy } from './read-by.js';
import { refuseUncountable } from './refuse-uncountable.js';
import { refuseUnknown } from './refuse-unknown.js';
import { SHARED_INPUTS, type SharedRequest } from './shared-inputs.js';
import { OPERATION_INPUTS } from './target-inputs.js';

export type { GivenInputs } from './expand-maps.js';

const BY_NAME = new Map(INPUTS.map((input) => [input.name, input]));

/**
 * What the user asked, parsed and checked against the table of inputs and what the provider can. Sends nothing.
 * Throws one `input` error that names each wrong input, its value and what to do.
 */
export async function readRequest(all: GivenInputs): Promise<Request> {
  return readFlat(await expandMaps(all));
}

/**
 * The same, for inputs whose maps are taken apart already. `origins`: where in a file an input stands, for those that
 * stand in one; put in front of what is wrong with it.
 */
export function readFlat(all: GivenInputs, origins: Readonly<Record<string, string>> = {}): Request {
  const given: GivenInputs = {};
  for (const [name, value] of Object.entries(all)) if (value.trim() !== '') given[name] = value.trim();
  const found = problems(origins);
  const meant = refuseUnknown(given, found);
  const operation = operationOf(given, found);
  const provider = providerOf(given, operation, found);
  if (given.function === undefined && !meant.has('function')) found.add(missing('function', operation));
  // Which inputs are read depends on both.
  if (!operation || !provider) throw found.error();
  const { capabilities, inputs: own } = providers[provider];
  for (const name of Object.keys(given)) {
    found.try(() => refuseIgnored(name, given, operation, provider, capabilities), name);
  }
  for (const input of INPUTS) found.try(() => refuseAlone(input, given), input.name);
  found.try(() => refuseLogsOfUrl(given), 'probe.logs');
  const tables: readonly InputTable[] = [...SHARED_INPUTS, ...(own ? [own] : [])];
  const alias = found.try(() => aliasOf(given.alias, capabilities), 'alias') ?? '';
  const fields = parseTables(tables, given, operation, found);
  const request: Request = { ...fields, alias, targetInputs: targetInputs(given) };
  if (fields.rollout) found.try(() => refuseUnchecked(fields));
  found.try(() => refuseUncountable(fields, capabilities), 'metrics.signals');
  found.throw();
  return withRolloutTime(request, given.timeout !== undefined);
}

/** The vendor returns a log only to who calls by its own API. */
function refuseLogsOfUrl(given: GivenInputs): void {
  if (given['probe.logs'] === undefined || given['probe.url'] === undefined) return;
  const problem = 'a call of `probe.url` returns no log.';
  throw inputError('probe.logs', '', problem, 'Leave it out, or probe by `probe.payload` alone.');
}

/**
 * Parses what is given. Each name is a field; a key of a map is a field of the map's own, and the keys of one map may
 * stand in several tables.
 */
function parseTables(
  tables: readonly InputTable[],
  given: GivenInputs,
  operation: OperationName,
  found: Problems,
): SharedRequest {
  const fields: Record<string, unknown> = {};
  for (const [name, input] of tables.flatMap(({ inputs }) => Object.entries(inputs))) {
    const [head = name, key] = name.split('.');
    const text = given[name] ?? input.default;
    const parse = input.parseFor?.[operation] ?? input.parse;
    const value = text === undefined ? undefined : found.try(() => parse(text, name), name);
    if (key === undefined) fields[fieldOf(head)] = value;
    else {
      fields[fieldOf(head)] = { ...(fields[fieldOf(head)] as object | undefined), [fieldOf(key)]: value };
    }
  }
  // What the tables say is what has just been parsed: the type is inferred from the same parsers.
  return fields as SharedRequest;
}

/** What a step may take beside its watching, in ms: moves, read-backs, the rest of a sample. */
const STEP_MS = 60_000 + SAMPLING_MS;

/** A rollout that nothing checks is only a timer, and must be called so. */
function refuseUnchecked(request: Pick<SharedRequest, 'probe' | 'metrics' | 'gate'>): void {
  const checked = isChecked(request);
  if (checked === !request.gate.unchecked) return;
  const next = checked
    ? 'Leave it out: the new version is checked.'
    : 'Give `probe` (a payload or a URL) or `metrics` (errors, latency, or alarms); `switch: true` moves all traffic at once. If it is meant to be a timer only, write `gate: {unchecked: true}` (in a terminal `--gate.unchecked`).';
  const problem = checked ? 'there is a probe, a metric or an alarm.' : 'nothing checks the new version on its way.';
  throw inputError(checked ? 'gate.unchecked' : 'rollout', '', problem, next);
}

/** A schedule itself says how long it takes: only a `timeout` that is given may cut it short. */
function withRolloutTime(request: Request, given: boolean): Request {
  if (given || !request.rollout) return request;
  const step = STEP_MS + (request.metrics.signals.length > 0 ? LAST_MINUTE_MS : 0);
  const ms = watchedMs(request.rollout) + request.rollout.length * step;
  return { ...request, timeout: request.timeout + ms };
}

function operationOf(given: GivenInputs, found: Problems): OperationName | undefined {
  const { parse } = OPERATION_INPUTS.inputs.operation;
  return found.try(() => parse(given.operation ?? OPERATION_INPUTS.inputs.operation.default, 'operation'));
}

function providerOf(given: GivenInputs, operation: string | undefined, found: Problems): ProviderName | undefined {
  const { provider } = given;
  if (provider === undefined) {
    found.add(missing('provider', operation));
    return undefined;
  }
  if (isProviderName(provider)) return provider;
  const names = Object.keys(providers);
  const guess = didYouMean(provider.toLowerCase(), names);
  found.add(inputError('provider', provider, 'is not one of the choices.', `${guess}Use one of: ${names.join(', ')}.`));
  return undefined;
}

function missing(name: string, operation: string | undefined): DeployError {
  return inputError(
    name,
    '',
    `is missing, and \`${operation ?? 'the operation'}\` needs it.`,
    BY_NAME.get(name)?.help ?? '',
  );
}

/** An input that would be ignored is a misunderstanding; better said before anything is sent. */
function refuseIgnored(
  name: string,
  given: GivenInputs,
  operation: OperationName,
  provider: ProviderName,
  capabilities: Capabilities,
): void {
  const input = BY_NAME.get(name);
  if (!input) return;
  const shown = input.secret ? '' : (given[name] ?? '');
  if (!input.operations.includes(operation) && !input.alwaysAllowed) {
    const who = OPERATIONS.filter((one) => input.operations.includes(one)).join(', ');
    throw inputError(name, shown, `\`${operation}\` does not read it.`, `Leave it out; it belongs to: ${who}.`);
  }
  if (readBy(name, provider, capabilities)) return;
  const who = Object.entries(providers)
    .filter(([other, entry]) => readBy(name, other, entry.capabilities))
    .map(([other]) => other);
  const next = `Leave it out; it belongs to: ${who.join(', ')}.`;
  throw inputError(name, shown, `the provider ${provider} does not read it.`, next);
}

/** What only says more about another input means nothing without that one; its own default may stand there. */
function refuseAlone(
  { name, onlyWith, default: standard }: InputDefinition & { name: string },
  given: GivenInputs,
): void {
  const text = given[name];
  if (!onlyWith || text === undefined || text === standard) return;
  if (onlyWith.some((other) => given[other] !== undefined)) return;
  const others = onlyWith.map((other) => `\`${other}\``);
  throw inputError(name, text, 'it does nothing by itself.', `Give ${others.join(' or ')} too, or leave it out.`);
}

function aliasOf(given: string | undefined, capabilities: Capabilities): string {
  if (capabilities.aliases === 'many') return given ?? 'live';
  const { fixed } = capabilities.aliases;
  if (given === undefined || given === fixed) return fixed;
  throw inputError(
    'alias',
    given,
    `${capabilities.title} has no aliases but "${fixed}".`,
    `Leave it out, or write \`${fixed}\`.`,
  );
}

/** The inputs that a printed command must repeat to work at the same place. */
function targetInputs(given: GivenInputs): GivenInputs {
  return Object.fromEntries(Object.entries(given).filter(([name]) => BY_NAME.get(name)?.repeatInCommands));
}

/** The values of the inputs that must be masked before anything else happens. */
export function secretsOf(given: GivenInputs): string[] {
  const { secret, shown } = splitSecrets(given);
  const own = Object.values(secret).map((text) => text.trim());
  return [...own, ...Object.values(shown).flatMap(secretUrls)].filter((text) => text !== '');
}

/** "https://user:password@host/path", whole, and its password by itself. */
const URL_WITH_USER = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#"'<>]*@[^\s"'<>]*/gi;

function secretUrls(text: string): string[] {
  return [...text.matchAll(URL_WITH_USER)].flatMap(([url]) => {
    const password = /:([^:@]*)@/.exec(url.slice(url.indexOf('//')))?.[1] ?? '';
    return [url, password];
  });
}

/** The inputs that are secrets, and the others. */
export function splitSecrets(given: GivenInputs): { secret: GivenInputs; shown: GivenInputs } {
  const isSecret = ([name]: [string, string]) => BY_NAME.get(name)?.secret === true;
  const all = Object.entries(given);
  return {
    secret: Object.fromEntries(all.filter(isSecret)),
    shown: Object.fromEntries(all.filter((one) => !isSecret(one))),
  };
}
