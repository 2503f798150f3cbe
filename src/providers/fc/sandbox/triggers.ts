import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { exists, FcRefusal, gone, invalid, notFound, ok } from './refusal.js';
import { bodyOf, checkName, requiredText, textOf } from './request-body.js';
import { aliasOf, functionOf, now, unitOf, versionOf } from './stored-functions.js';
import type { FcCall, FcUnit, Json, StoredTrigger } from './types.js';

/** 3.0 puts the URLs into a member of their own. */
function shown({ world, params }: FcCall, trigger: StoredTrigger): Json {
  const { generation, context } = world;
  if (trigger.triggerType !== 'http') return { ...trigger };
  const owner = generation.unit === 'service' ? `${params.service}/${params.function}` : params.function;
  const urlInternet = `${context.origin()}${generation.urls}${owner}/${trigger.triggerName}/`;
  const urls = { urlInternet, urlIntranet: urlInternet };
  return generation.unit === 'service' ? { ...trigger, ...urls } : { ...trigger, httpTrigger: urls };
}

export function createTrigger(call: FcCall): SandboxAnswer {
  const fn = functionOf(call);
  const body = bodyOf(call);
  const triggerName = checkName('triggerName', requiredText(body, 'triggerName'), 128);
  if (fn.triggers.has(triggerName)) throw exists('TriggerAlreadyExists', `trigger '${triggerName}' already exists`);
  if (fn.triggers.size >= 50) throw new FcRefusal(400, 'TriggerCountExceeded', 'a function has at most 50 triggers');
  const triggerType = requiredText(body, 'triggerType');
  const at = now(call.world);
  const trigger: StoredTrigger = {
    triggerName,
    triggerId: randomUUID(),
    triggerType,
    triggerConfig: configIn(requiredText(body, 'triggerConfig'), triggerType),
    qualifier: qualifierIn(unitOf(call), textOf(body, 'qualifier')) ?? 'LATEST',
    description: textOf(body, 'description') ?? '',
    createdTime: at,
    lastModifiedTime: at,
  };
  fn.triggers.set(triggerName, trigger);
  return ok(shown(call, trigger));
}

export const getTrigger = (call: FcCall): SandboxAnswer => ok(shown(call, triggerOf(call)));

export function listTriggers(call: FcCall): SandboxAnswer {
  const sorted = [...functionOf(call).triggers.values()].sort((a, b) => (a.triggerName < b.triggerName ? -1 : 1));
  const { rows, next } = page(call, sorted, ({ triggerName }) => triggerName);
  return ok({ triggers: rows.map((trigger) => shown(call, trigger)), nextToken: next ?? null });
}

export function updateTrigger(call: FcCall): SandboxAnswer {
  const trigger = triggerOf(call);
  const body = bodyOf(call);
  const config = textOf(body, 'triggerConfig');
  trigger.qualifier = qualifierIn(unitOf(call), textOf(body, 'qualifier')) ?? trigger.qualifier;
  if (config !== undefined) trigger.triggerConfig = configIn(config, trigger.triggerType);
  trigger.description = textOf(body, 'description') ?? trigger.description;
  trigger.lastModifiedTime = now(call.world);
  return ok(shown(call, trigger));
}

export function deleteTrigger(call: FcCall): SandboxAnswer {
  functionOf(call).triggers.delete(triggerOf(call).triggerName);
  return gone();
}

function triggerOf(call: FcCall): StoredTrigger {
  const name = call.params.trigger ?? '';
  const found = functionOf(call).triggers.get(name);
  if (found) return found;
  throw notFound('TriggerNotFound', `trigger '${name}' does not exist`);
}

function qualifierIn(unit: FcUnit, qualifier: string | undefined): string | undefined {
  if (qualifier === undefined || qualifier === '' || qualifier === 'LATEST') return qualifier || undefined;
  if (/^\d+$/.test(qualifier)) versionOf(unit, qualifier);
  else aliasOf(unit, qualifier);
  return qualifier;
}

const AUTH_TYPES = new Set(['anonymous', 'function', 'jwt', 'bearer', 'basic']);

/** JSON in a string. */
function configIn(text: string, type: string): string {
  let config: Json;
  try {
    config = JSON.parse(text) as Json;
  } catch {
    throw invalid('triggerConfig is not valid JSON');
  }
  if (type !== 'http') return text;
  if (!AUTH_TYPES.has(String(config.authType))) throw invalid(`authType '${config.authType}' is not supported`);
  if (!Array.isArray(config.methods) || config.methods.length === 0) throw invalid('methods is required');
  return text;
}
