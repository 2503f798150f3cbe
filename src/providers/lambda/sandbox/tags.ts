import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { answer, notFound } from './refusals.js';
import { functionsOf } from './stored-functions.js';
import type { LambdaCall } from './types.js';

/**
 * The tags of a function or of an event source mapping, by its ARN without a qualifier.
 * https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html
 */
function tagsOf({ world, region, params }: LambdaCall): Record<string, string> {
  const [arn = ''] = params;
  const [, , , , , kind, name = '', qualifier] = arn.split(':');
  const mapping = kind === 'event-source-mapping' ? world.eventSources.find(({ UUID }) => UUID === name) : undefined;
  const fn = kind === 'function' && qualifier === undefined ? functionsOf(world, region).get(name) : undefined;
  const tags = mapping?.tags ?? fn?.tags;
  if (!tags) throw notFound(`The resource you requested does not exist: ${arn}`);
  return tags;
}

export const listTags = (call: LambdaCall): SandboxAnswer => answer(200, { Tags: tagsOf(call) });

export function tag(call: LambdaCall): SandboxAnswer {
  Object.assign(tagsOf(call), call.json.Tags);
  return answer(204);
}

export function untag(call: LambdaCall): SandboxAnswer {
  const tags = tagsOf(call);
  for (const key of call.query.getAll('tagKeys')) delete tags[key];
  return answer(204);
}
