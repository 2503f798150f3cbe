import { randomUUID } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { FcRefusal, refusalAnswer } from './refusals.js';
import { type HandlerResult, runHandler } from './run-handler.js';
import type { FcCall, FcState, Json, StoredTrigger } from './types.js';

interface MatchedTarget {
  params: Record<string, string>;
  qualifier: string;
  /** what the function sees as its path */
  path: string;
  trigger?: StoredTrigger;
}

/** A request to a trigger's URL, or to a custom domain by its Host header. */
export async function handleTriggerUrl(world: FcState, request: SandboxRequest): Promise<SandboxAnswer> {
  try {
    const route = matchTriggerUrl(world, request) ?? matchCustomDomain(world, request);
    if (!route) throw new FcRefusal(404, 'TriggerNotFound', `nothing is bound to ${request.url.pathname}`);
    checkTriggerAccess(route, request);
    const call: FcCall = { world, request, params: route.params };
    const body = request.body.toString('base64');
    const { method, url, headers } = request;
    const queries = Object.fromEntries(url.searchParams);
    const http = { method, path: route.path, url: route.path + url.search, headers, queries, body };
    return httpAnswer(await runHandler(call, route.qualifier, { event: httpEvent(http), http }));
  } catch (error) {
    if (error instanceof FcRefusal) return refusalAnswer(world.generation, error);
    throw error;
  }
}

function matchTriggerUrl({ generation, units }: FcState, { url }: SandboxRequest): MatchedTarget | undefined {
  if (!url.pathname.startsWith(generation.urls)) return undefined;
  const words = url.pathname.slice(generation.urls.length).split('/').map(decodeURIComponent);
  const service = generation.unit === 'service' ? words.shift() : undefined;
  const [name = '', trigger = '', ...rest] = words;
  const params = { function: name, ...(service !== undefined && { service }) };
  const found = units
    .get(service ?? name)
    ?.functions.get(name)
    ?.triggers.get(trigger);
  if (found?.triggerType !== 'http') return undefined;
  return { params, qualifier: found.qualifier, path: `/${rest.join('/')}`, trigger: found };
}

export const hostOf = ({ headers }: SandboxRequest): string => (headers.host ?? '').replace(/:\d+$/, '');

function matchCustomDomain({ domains }: FcState, request: SandboxRequest): MatchedTarget | undefined {
  const config = domains.get(hostOf(request))?.config.routeConfig as { routes?: Json[] } | undefined;
  const { pathname } = request.url;
  const route = config?.routes?.find(({ path }) => pathMatches(String(path ?? '/*'), pathname));
  if (!route) return undefined;
  const params = { function: String(route.functionName ?? ''), service: String(route.serviceName ?? '') };
  return { params, qualifier: String(route.qualifier ?? 'LATEST'), path: pathname };
}

const pathMatches = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;

/** Only an anonymous trigger takes unsigned requests; whether a signature is right is not looked at here. */
function checkTriggerAccess({ trigger }: MatchedTarget, { method, headers }: SandboxRequest): void {
  if (!trigger) return;
  const { authType, methods } = JSON.parse(trigger.triggerConfig) as { authType: string; methods: string[] };
  if (!methods.includes(method)) throw new FcRefusal(405, 'MethodNotAllowed', `the method ${method} is not allowed`);
  if (authType === 'anonymous' || headers.authorization) return;
  throw new FcRefusal(403, 'AccessDenied', 'the trigger takes signed requests only');
}

type HttpEventSource = {
  method: string;
  path: string;
  headers: Record<string, string>;
  queries: Record<string, string>;
  body: string;
};

/** The event that 3.0 makes of an HTTP request. */
function httpEvent({ method, path, headers, queries, body }: HttpEventSource): Buffer {
  const event = {
    version: 'v1',
    rawPath: path,
    headers,
    queryParameters: queries,
    body,
    isBase64Encoded: true,
    requestContext: {
      requestId: randomUUID(),
      http: { method, path, protocol: 'HTTP/1.1' },
      timeEpoch: String(Date.now()),
    },
  };
  return Buffer.from(JSON.stringify(event));
}

function httpAnswer({ body, status, headers, error, requestId, version }: HandlerResult): SandboxAnswer {
  const own = { 'x-fc-request-id': requestId, 'x-fc-invocation-service-version': version };
  if (error) return { status: 502, headers: { ...own, 'x-fc-error-type': error }, body };
  if (status !== undefined) return { status, headers: { ...own, ...headers }, body };
  const mapped = parseHandlerResponse(body);
  return {
    status: mapped.status,
    headers: { 'content-type': 'application/json', ...mapped.headers, ...own },
    body: mapped.body,
  };
}

/** `{statusCode, headers, body, isBase64Encoded}` is a response; anything else is the body of one. */
function parseHandlerResponse(body: Buffer): { status: number; headers: Record<string, string>; body: Buffer } {
  const plain = { status: 200, headers: {}, body };
  let value: Json;
  try {
    value = JSON.parse(body.toString()) as Json;
  } catch {
    return plain;
  }
  if (typeof value !== 'object' || value === null || typeof value.statusCode !== 'number') return plain;
  const text = typeof value.body === 'string' ? value.body : JSON.stringify(value.body ?? '');
  const encoding = value.isBase64Encoded ? 'base64' : 'utf8';
  const headers = Object.entries(value.headers ?? {}).map(([name, one]) => [name.toLowerCase(), String(one)]);
  return { status: value.statusCode, headers: Object.fromEntries(headers), body: Buffer.from(text, encoding) };
}
