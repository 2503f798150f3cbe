import { inputError } from '../core/errors.js';
import type { OperationName, ProviderName, Request } from '../core/model.js';
import type { Capabilities } from '../core/provider.js';
import { providers } from '../providers/index.js';
import { watchedMs } from '../rollout/schedule.js';
import { didYouMean } from './did-you-mean.js';
import { fieldOf, INPUTS, type InputDefinition } from './index.js';

/** Public input name → text as given. An empty text is an input not given. */
export type GivenInputs = Record<string, string>;

const BY_NAME = new Map(INPUTS.map((input) => [input.name, input]));

/**
 * What the user asked, parsed and checked against the table of inputs and what the provider can. Sends nothing.
 * Throws `input` with the name of the input, its value and what to do.
 */
export function readRequest(all: GivenInputs): Request {
  const given = Object.fromEntries(
    Object.entries(all)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  refuseUnknown(given);
  const operation = value('operation', given) as OperationName;
  const provider = required('provider', given, operation) as ProviderName;
  required('function', given, operation);
  const { capabilities } = providers[provider];
  for (const name of Object.keys(given)) refuseIgnored(name, given[name] ?? '', operation, provider, capabilities);
  refuseIdle(given);
  const request: Record<string, unknown> = { targetInputs: targetInputs(given) };
  for (const input of INPUTS) request[fieldOf(input.name)] = value(input.name, given, operation);
  request.alias = aliasOf(given.alias, capabilities);
  return withRolloutTime(request as unknown as Request, given.timeout !== undefined);
}

/** What a step may take beside its watching: moves, read-backs, a last sample. */
const STEP_MS = 60_000;

/** A schedule says itself how long it takes: only a `timeout` that is given may cut it short. */
function withRolloutTime(request: Request, given: boolean): Request {
  if (given || !request.rollout) return request;
  const ms = watchedMs(request.rollout) + request.rollout.length * STEP_MS;
  return { ...request, timeoutMs: request.timeoutMs + ms };
}

function value(name: string, given: GivenInputs, operation?: OperationName): unknown {
  const input = BY_NAME.get(name);
  const text = given[name] ?? input?.default;
  const parse = (operation && input?.parseFor?.[operation]) ?? input?.parse;
  return parse && text !== undefined ? parse(text, name) : undefined;
}

function required(name: string, given: GivenInputs, operation: OperationName): unknown {
  const parsed = value(name, given);
  if (parsed !== undefined) return parsed;
  throw inputError(name, '', `is missing, and \`${operation}\` needs it.`, BY_NAME.get(name)?.help ?? '');
}

function refuseUnknown(given: GivenInputs): void {
  for (const name of Object.keys(given)) {
    if (BY_NAME.has(name)) continue;
    const next = didYouMean(name, [...BY_NAME.keys()]).trim() || 'The README has the table of all inputs.';
    // The value stays out: it may be a key under a misspelt name.
    throw inputError(name, '', 'there is no such input.', next);
  }
}

/** An input that would be ignored is a misunderstanding; better said before anything is sent. */
function refuseIgnored(
  name: string,
  text: string,
  operation: OperationName,
  provider: ProviderName,
  can: Capabilities,
): void {
  const input = BY_NAME.get(name) as InputDefinition;
  const shown = input.secret ? '' : text;
  if (!input.operations.includes(operation) && !input.alwaysAllowed) {
    const who = input.operations.join(', ');
    throw inputError(name, shown, `\`${operation}\` does not read it.`, `Leave it out; it belongs to: ${who}.`);
  }
  if (input.providerSpecific && !can.inputs.includes(name)) {
    const who = Object.entries(providers)
      .filter(([, entry]) => entry.capabilities.inputs.includes(name))
      .map(([other]) => other);
    const next = `Leave it out; it belongs to: ${who.join(', ')}.`;
    throw inputError(name, shown, `the provider ${provider} does not read it.`, next);
  }
}

/** What only says more about another input is idle without that one; its own default may stand there. */
function refuseIdle(given: GivenInputs): void {
  for (const { name, onlyWith, default: fallback } of INPUTS) {
    const text = given[name];
    if (!onlyWith || text === undefined || text === fallback) continue;
    if (onlyWith.some((other) => given[other] !== undefined)) continue;
    const others = onlyWith.map((other) => `\`${other}\``);
    throw inputError(name, text, 'it does nothing by itself.', `Give ${others.join(' or ')} too, or leave it out.`);
  }
}

function aliasOf(given: string | undefined, can: Capabilities): string {
  if (can.aliases === 'many') return given ?? 'live';
  if (given === undefined || given === can.aliases.fixed) return can.aliases.fixed;
  const next = `Leave it out, or write \`${can.aliases.fixed}\`.`;
  throw inputError('alias', given, `${can.title} has no aliases but "${can.aliases.fixed}".`, next);
}

/** The inputs that a printed command must repeat to work at the same place. */
function targetInputs(given: GivenInputs): GivenInputs {
  return Object.fromEntries(Object.entries(given).filter(([name]) => BY_NAME.get(name)?.repeatInCommands));
}

/** The values of the inputs that must be masked before anything else happens. */
export function secretsOf(given: GivenInputs): string[] {
  return INPUTS.filter((input) => input.secret)
    .map((input) => given[input.name]?.trim() ?? '')
    .filter((secret) => secret !== '');
}
