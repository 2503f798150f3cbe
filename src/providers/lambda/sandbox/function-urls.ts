import { createHash } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { answer, conflict, notFound, refusalAnswer, violatesConstraint } from './refusals.js';
import { runHandler } from './run-handler.js';
import { verify } from './signature.js';
import * as store from './stored-functions.js';
import type { LambdaCall, LambdaState, StoredFunction, StoredUrl } from './types.js';

export const URL_PATH = '/_lambda/url/';

function urlShape(world: LambdaState, fn: StoredFunction, url: StoredUrl) {
  return {
    FunctionUrl: `${world.context.origin()}${URL_PATH}${url.id}/`,
    FunctionArn: store.arnOf(fn, url.qualifier),
    AuthType: url.AuthType,
    CreationTime: url.CreationTime,
    LastModifiedTime: url.CreationTime,
    InvokeMode: url.InvokeMode,
    Cors: url.Cors,
  };
}

// Recorded: test_url_config_exceptions, test_url_config_list_paging.
const NO_FUNCTION = 'Function does not exist';
const NO_URL = 'The resource you requested does not exist.';

/** Throws 404 with `words`, of a missing alias too. A URL belongs to the function or to an alias, never to a number. */
function placeOf(call: LambdaCall, words: string): { fn: StoredFunction; qualifier?: string } {
  const { world, region, params, query } = call;
  const qualifier = query.get('Qualifier') ?? undefined;
  if (qualifier !== undefined && /^(\$LATEST|\d+)$/.test(qualifier)) {
    const pattern = '((?!^\\d+$)^[0-9a-zA-Z-_]+$)';
    throw violatesConstraint(qualifier, 'qualifier', `Member must satisfy regular expression pattern: ${pattern}`);
  }
  const fn = store.functionsOf(world, region).get(store.nameIn(params[0]));
  if (!fn || (qualifier !== undefined && !fn.aliases.has(qualifier))) throw notFound(words);
  return { fn, qualifier };
}

function authTypeIn({ json }: LambdaCall): 'NONE' | 'AWS_IAM' {
  if (json.AuthType === 'NONE' || json.AuthType === 'AWS_IAM') return json.AuthType;
  throw violatesConstraint(json.AuthType, 'authType', 'Member must satisfy enum value set: [NONE, AWS_IAM]');
}

function invokeModeIn({ json: { InvokeMode } }: LambdaCall): StoredUrl['InvokeMode'] | undefined {
  if (InvokeMode === undefined || InvokeMode === 'BUFFERED' || InvokeMode === 'RESPONSE_STREAM') return InvokeMode;
  throw violatesConstraint(InvokeMode, 'invokeMode', 'Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]');
}

export function createUrl(call: LambdaCall): SandboxAnswer {
  const { fn, qualifier } = placeOf(call, NO_FUNCTION);
  const AuthType = authTypeIn(call);
  if (fn.urls.some((one) => one.qualifier === qualifier)) {
    throw conflict(
      `Failed to create function url config for [functionArn = ${store.arnOf(fn, qualifier)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    );
  }
  const id = createHash('sha256').update(store.arnOf(fn, qualifier)).digest('hex').slice(0, 32);
  const { Cors } = call.json;
  const InvokeMode = invokeModeIn(call) ?? 'BUFFERED';
  const url: StoredUrl = { id, qualifier, AuthType, InvokeMode, Cors, CreationTime: store.stamp(call.world) };
  fn.urls.push(url);
  const { LastModifiedTime: _time, ...made } = changed(urlShape(call.world, fn, url), call);
  return answer(201, made);
}

function urlOf(call: LambdaCall, words = NO_URL): { fn: StoredFunction; url: StoredUrl } {
  const { fn, qualifier } = placeOf(call, words);
  const url = fn.urls.find((one) => one.qualifier === qualifier);
  if (!url) throw notFound(NO_URL);
  return { fn, url };
}

export function getUrl(call: LambdaCall): SandboxAnswer {
  const { fn, url } = urlOf(call);
  return answer(200, urlShape(call.world, fn, url));
}

/** A write answers with InvokeMode only where it was sent (recorded: test_url_config_lifecycle). */
function changed({ InvokeMode: _mode, ...shape }: ReturnType<typeof urlShape>, { json }: LambdaCall) {
  return { ...shape, InvokeMode: json.InvokeMode };
}

export function updateUrl(call: LambdaCall): SandboxAnswer {
  const { fn, url } = urlOf(call, NO_FUNCTION);
  if (call.json.AuthType !== undefined) url.AuthType = authTypeIn(call);
  if (call.json.Cors !== undefined) url.Cors = call.json.Cors;
  url.InvokeMode = invokeModeIn(call) ?? url.InvokeMode;
  return answer(200, changed(urlShape(call.world, fn, url), call));
}

export function deleteUrl(call: LambdaCall): SandboxAnswer {
  const { fn, url } = urlOf(call);
  fn.urls = fn.urls.filter((one) => one !== url);
  return answer(204);
}

export function listUrls(call: LambdaCall): SandboxAnswer {
  const { fn } = placeOf(call, NO_FUNCTION);
  const { items, NextMarker } = page(call, fn.urls);
  return answer(200, { FunctionUrlConfigs: items.map((url) => urlShape(call.world, fn, url)), NextMarker });
}

/** Public needs both actions allowed to everyone; otherwise the caller signs. */
async function mayCall(
  world: LambdaState,
  fn: StoredFunction,
  url: StoredUrl,
  request: SandboxRequest,
): Promise<boolean> {
  if (url.AuthType === 'NONE') {
    const allowed = (fn.policies.get(url.qualifier ?? '') ?? []).filter(({ Principal }) => Principal === '*');
    const actions = new Set(allowed.map(({ Action }) => Action));
    return actions.has('lambda:InvokeFunctionUrl') && actions.has('lambda:InvokeFunction');
  }
  return verify(request, world.context).then(
    () => true,
    () => false,
  );
}

/** Recorded: test_lambda_url_persists_after_alias_delete. */
const FORBIDDEN: SandboxAnswer = {
  status: 403,
  body: {
    Message:
      'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  },
};

/** A call of a function URL: an event of payload format 2.0 in, an HTTP answer out. */
export async function callUrl(world: LambdaState, request: SandboxRequest): Promise<SandboxAnswer> {
  const id = request.url.pathname.slice(URL_PATH.length).split('/', 1)[0];
  for (const functions of world.regions.values()) {
    for (const fn of functions.values()) {
      const url = fn.urls.find((one) => one.id === id);
      if (!url) continue;
      if (!(await mayCall(world, fn, url, request))) return FORBIDDEN;
      const ran = await runHandler(world, fn, url.qualifier ?? '$LATEST', eventOf(request, url.id));
      return ran.error ? { status: 502, body: 'Internal Server Error' } : httpAnswer(ran.payload);
    }
  }
  return refusalAnswer(notFound('Not Found'));
}

function eventOf({ method, url, headers, body }: SandboxRequest, id: string): string {
  const rawPath = url.pathname.slice(URL_PATH.length + id.length) || '/';
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: url.search.slice(1),
    headers,
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: { http: { method, path: rawPath, sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' } },
    body: body.length > 0 ? body.toString('base64') : undefined,
    isBase64Encoded: body.length > 0,
  });
}

interface HandlerAnswer {
  statusCode?: number;
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
}

function httpAnswer(payload: string): SandboxAnswer {
  const value: unknown = JSON.parse(payload);
  const said = value as HandlerAnswer | null;
  if (typeof said?.statusCode !== 'number') {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  const body = said.isBase64Encoded ? Buffer.from(said.body ?? '', 'base64') : (said.body ?? '');
  const headers = Object.entries(said.headers ?? {}).map(([name, text]) => [name.toLowerCase(), String(text)]);
  return { status: said.statusCode, headers: Object.fromEntries(headers), body };
}
