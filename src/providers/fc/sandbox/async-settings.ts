import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { noContent, notFound, ok } from './refusals.js';
import { readJsonBody } from './request-body.js';
import { requireAlias, requireFunction, requireUnit, requireVersion, timestamp } from './stored-functions.js';
import type { FcCall, Json } from './types.js';

/**
 * What is done with calls that nobody waits for, of one qualifier.
 * https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/developer-reference/api-fc-2023-03-30-putasyncinvokeconfig
 * The code of a missing one is what the vendor's Terraform provider and Serverless Devs look for.
 */
function qualifierOf(call: FcCall): string {
  const qualifier = call.request.url.searchParams.get('qualifier') || 'LATEST';
  if (/^\d+$/.test(qualifier)) requireVersion(requireUnit(call), qualifier);
  else if (qualifier !== 'LATEST') requireAlias(requireUnit(call), qualifier);
  return qualifier;
}

const missing = () => notFound('AsyncConfigNotExists', 'async config does not exist');

export function putAsyncSettings(call: FcCall): SandboxAnswer {
  const fn = requireFunction(call);
  const qualifier = qualifierOf(call);
  const at = timestamp(call.world);
  const settings: Json = { ...fn.asyncSettings.get(qualifier), ...readJsonBody(call), lastModifiedTime: at };
  fn.asyncSettings.set(qualifier, settings);
  return ok({ ...settings, qualifier });
}

export function getAsyncSettings(call: FcCall): SandboxAnswer {
  const fn = requireFunction(call);
  const qualifier = qualifierOf(call);
  const settings = fn.asyncSettings.get(qualifier);
  if (!settings) throw missing();
  return ok({ ...settings, qualifier });
}

export function deleteAsyncSettings(call: FcCall): SandboxAnswer {
  if (!requireFunction(call).asyncSettings.delete(qualifierOf(call))) throw missing();
  return noContent();
}
