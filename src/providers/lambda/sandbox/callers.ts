import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { answer, invalid, LambdaRefusal, notFound } from './refusals.js';
import { resolve } from './responses.js';
import { runHandler } from './run-handler.js';
import * as store from './stored-functions.js';
import type { EventSource, LambdaCall } from './types.js';

/** "name", "name:live", or a whole ARN with or without a qualifier. */
function targetIn(given: string): { name: string; qualifier?: string } {
  const parts = given.split(':');
  const at = parts.indexOf('function');
  const [name = '', qualifier] = at < 0 ? parts : parts.slice(at + 1);
  return { name: store.nameIn(name), qualifier };
}

export function createEventSource(call: LambdaCall): SandboxAnswer {
  const { world, region, json } = call;
  const { name, qualifier } = targetIn(String(json.FunctionName ?? ''));
  const fn = store.functionOf({ ...call, params: [name] });
  resolve(fn, qualifier);
  const EventSourceArn = String(json.EventSourceArn ?? '');
  if (!EventSourceArn.startsWith('arn:')) throw invalid('Unrecognized event source.');
  const made: EventSource = {
    UUID: randomUUID(),
    ...{ EventSourceArn, FunctionArn: store.arnOf(fn, qualifier), region, tags: {} },
    ...{ changing: 'Creating', enabled: json.Enabled !== false },
  };
  world.eventSources.push(made);
  return answer(202, shape(made));
}

function shape({ UUID, EventSourceArn, FunctionArn, region, changing, enabled }: EventSource) {
  const EventSourceMappingArn = `arn:aws:lambda:${region}:${store.ACCOUNT}:event-source-mapping:${UUID}`;
  const State = changing ?? (enabled ? 'Enabled' : 'Disabled');
  return { UUID, EventSourceArn, EventSourceMappingArn, FunctionArn, State };
}

function mappingOf({ world, params, region }: LambdaCall): EventSource {
  const found = world.eventSources.find((one) => one.UUID === params[0] && one.region === region);
  if (!found) throw notFound('The resource you requested does not exist.');
  return found;
}

/** A change shows as under way once: AWS makes it in the background. */
function looked(one: EventSource) {
  const seen = shape(one);
  delete one.changing;
  return seen;
}

export const getEventSource = (call: LambdaCall): SandboxAnswer => answer(200, looked(mappingOf(call)));

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html: also to another function or alias. */
export function updateEventSource(call: LambdaCall): SandboxAnswer {
  const one = mappingOf(call);
  const { FunctionName, Enabled } = call.json;
  if (one.changing) {
    throw new LambdaRefusal(
      400,
      'ResourceInUseException',
      'Cannot update the event source mapping because it is in use.',
    );
  }
  if (FunctionName !== undefined) {
    const { name, qualifier } = targetIn(String(FunctionName));
    const fn = store.functionOf({ ...call, params: [name] });
    resolve(fn, qualifier);
    one.FunctionArn = store.arnOf(fn, qualifier);
  }
  if (typeof Enabled === 'boolean') one.enabled = Enabled;
  one.changing = 'Updating';
  return answer(202, shape(one));
}

export function listEventSources(call: LambdaCall): SandboxAnswer {
  const { world, region, query } = call;
  const wanted = query.get('FunctionName');
  const name = wanted === null ? undefined : targetIn(wanted).name;
  const all = world.eventSources.filter(
    (one) => one.region === region && (name === undefined || one.FunctionArn.split(':')[6] === name),
  );
  const { items, NextMarker } = page(call, all, 100);
  return answer(200, { EventSourceMappings: items.map(looked), NextMarker });
}

export async function invoke(call: LambdaCall): Promise<SandboxAnswer> {
  const { world, request, query } = call;
  // The name may bring its qualifier: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  const { name, qualifier: named = '$LATEST' } = targetIn(call.params[0] ?? '');
  const fn = store.functionOf({ ...call, params: [name] });
  const qualifier = query.get('Qualifier') ?? named;
  const version = resolve(fn, qualifier);
  const kind = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const event = request.body.length > 0 ? request.body.toString('utf8') : '{}';
  checkEvent(event);
  if (version && !['Active', 'Inactive'].includes(stateOf(call, fn, version.number))) {
    throw new LambdaRefusal(
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  if (kind === 'DryRun') return { status: 204 };
  const ran = await runHandler(world, fn, qualifier, event);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    'x-amz-executed-version': ran.version,
  };
  if (kind === 'Event') return { status: 202, headers };
  if (ran.error) headers['x-amz-function-error'] = ran.error;
  if (request.headers['x-amz-log-type'] === 'Tail') {
    headers['x-amz-log-result'] = Buffer.from(ran.log.slice(-4096)).toString('base64');
  }
  return { status: 200, headers, body: ran.payload };
}

function checkEvent(event: string): void {
  try {
    JSON.parse(event);
  } catch (error) {
    throw new LambdaRefusal(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${String(error)}`,
    );
  }
}

function stateOf({ world }: LambdaCall, fn: Parameters<typeof resolve>[0], number: number): string {
  const version = fn.versions.get(number);
  if (!version) return '';
  const { looks, notBefore, failed } = version.life;
  if (failed) return 'Failed';
  return looks <= 0 && world.context.clock.now() >= notBefore ? 'Active' : 'Pending';
}
