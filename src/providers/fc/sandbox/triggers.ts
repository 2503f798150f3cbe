import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { paginate } from './pagination.js';
import { alreadyExists, FcRefusal, invalidArgument, noContent, notFound, ok } from './refusals.js';
import { optionalText, readJsonBody, requiredText, requireValidName } from './request-body.js';
import { requireAlias, requireFunction, requireUnit, requireVersion, timestamp } from './stored-functions.js';
import type { FcCall, FcUnit, Json, StoredTrigger } from './types.js';

/** 3.0 puts the URLs into a member of their own. */
function triggerShape({ world, params }: FcCall, trigger: StoredTrigger): Json {
  const { generation, context } = world;
  if (trigger.triggerType !== 'http') return { ...trigger };
  const owner = generation.unit === 'service' ? `${params.service}/${params.function}` : params.function;
  const urlInternet = `${context.origin()}${generation.urls}${owner}/${trigger.triggerName}/`;
  const urls = { urlInternet, urlIntranet: urlInternet };
  return generation.unit === 'service' ? { ...trigger, ...urls } : { ...trigger, httpTrigger: urls };
}

export function createTrigger(call: FcCall): SandboxAnswer {
  const fn = requireFunction(call);
  const body = readJsonBody(call);
  const triggerName = requireValidName('triggerName', requiredText(body, 'triggerName'), 128);
  if (fn.triggers.has(triggerName))
    throw alreadyExists('TriggerAlreadyExists', `trigger '${triggerName}' already exists`);
  if (fn.triggers.size >= 50) throw new FcRefusal(400, 'TriggerCountExceeded', 'a function has at most 50 triggers');
  const triggerType = requiredText(body, 'triggerType');
  const at = timestamp(call.world);
  const trigger: StoredTrigger = {
    triggerName,
    triggerId: randomUUID(),
    triggerType,
    triggerConfig: checkTriggerConfig(requiredText(body, 'triggerConfig'), triggerType),
    qualifier: readQualifier(requireUnit(call), optionalText(body, 'qualifier')) ?? 'LATEST',
    description: optionalText(body, 'description') ?? '',
    createdTime: at,
    lastModifiedTime: at,
  };
  fn.triggers.set(triggerName, trigger);
  return ok(triggerShape(call, trigger));
}

export const getTrigger = (call: FcCall): SandboxAnswer => ok(triggerShape(call, requireTrigger(call)));

export function listTriggers(call: FcCall): SandboxAnswer {
  const sorted = [...requireFunction(call).triggers.values()].sort((a, b) => (a.triggerName < b.triggerName ? -1 : 1));
  const { rows, next } = paginate(call, sorted, ({ triggerName }) => triggerName);
  return ok({ triggers: rows.map((trigger) => triggerShape(call, trigger)), nextToken: next ?? null });
}

export function updateTrigger(call: FcCall): SandboxAnswer {
  const trigger = requireTrigger(call);
  const body = readJsonBody(call);
  const config = optionalText(body, 'triggerConfig');
  trigger.qualifier = readQualifier(requireUnit(call), optionalText(body, 'qualifier')) ?? trigger.qualifier;
  if (config !== undefined) trigger.triggerConfig = checkTriggerConfig(config, trigger.triggerType);
  trigger.description = optionalText(body, 'description') ?? trigger.description;
  trigger.lastModifiedTime = timestamp(call.world);
  return ok(triggerShape(call, trigger));
}

export function deleteTrigger(call: FcCall): SandboxAnswer {
  requireFunction(call).triggers.delete(requireTrigger(call).triggerName);
  return noContent();
}

function requireTrigger(call: FcCall): StoredTrigger {
  const name = call.params.trigger ?? '';
  const found = requireFunction(call).triggers.get(name);
  if (found) return found;
  throw notFound('TriggerNotFound', `trigger '${name}' does not exist`);
}

function readQualifier(unit: FcUnit, qualifier: string | undefined): string | undefined {
  if (qualifier === undefined || qualifier === '' || qualifier === 'LATEST') return qualifier || undefined;
  if (/^\d+$/.test(qualifier)) requireVersion(unit, qualifier);
  else requireAlias(unit, qualifier);
  return qualifier;
}

const AUTH_TYPES = new Set(['anonymous', 'function', 'jwt', 'bearer', 'basic']);

/** JSON in a string. */
function checkTriggerConfig(text: string, type: string): string {
  let config: Json;
  try {
    config = JSON.parse(text) as Json;
  } catch {
    throw invalidArgument('triggerConfig is not valid JSON');
  }
  if (type !== 'http') return text;
  if (!AUTH_TYPES.has(String(config.authType))) throw invalidArgument(`authType '${config.authType}' is not supported`);
  if (!Array.isArray(config.methods) || config.methods.length === 0) throw invalidArgument('methods is required');
  return text;
}
