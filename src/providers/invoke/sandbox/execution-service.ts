import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { type ChildEnd, runChild } from '../../../sandbox/kit/child-process.js';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { artifactDir } from './builds.js';
import { entryOf } from './entry-point.js';
import { RUNTIME } from './handler-process.js';
import { envelope, refusal } from './responses.js';
import { type InvokeState, now, type StoredFunction } from './state.js';

const WINDOW_MS = 15 * 60_000;
/** What the handler does not get to see. */
const HIDDEN = ['x-api-key', 'authorization', 'host', 'x-forwarded-for', 'x-invoke-data'];

/** The execution service: runs the active version, as far as it knows it. */
export async function execute(world: InvokeState, request: SandboxRequest): Promise<SandboxAnswer> {
  const limit = limited(world);
  const answer = limit.over
    ? refusal(429, 'Too many requests, please try again later.')
    : await dispatch(world, request);
  return { ...answer, headers: { ...answer.headers, ...limit.headers } };
}

async function dispatch(world: InvokeState, request: SandboxRequest): Promise<SandboxAnswer> {
  const [, , id = '', ...rest] = request.url.pathname.split('/');
  const fn = world.functions.find((one) => one.id === id.toLowerCase());
  const versionId = fn && known(world, fn);
  if (!fn || !versionId) return refusal(404, 'Function not found');
  const locked = keyProblem(fn, request);
  if (locked) return locked;
  const answer =
    rest.length === 0 && request.method === 'GET' ? redirect(request) : await run(world, request, versionId);
  fn.execution_count++;
  fn.last_executed = now(world);
  const trace = request.headers['x-trace-id'] ?? randomUUID();
  return { ...answer, headers: { ...answer.headers, 'x-trace-id': trace } };
}

function redirect({ url, rawUrl }: SandboxRequest): SandboxAnswer {
  const query = rawUrl.slice(url.pathname.length);
  const location = `${url.pathname}/${query}`;
  return { status: 302, headers: { location, vary: 'Accept' }, body: `Found. Redirecting to ${location}` };
}

/** The active version as it was when the service last asked: it remembers for 30 s, and no switch tells it. */
function known(world: InvokeState, fn: StoredFunction): string | undefined {
  const { context, settings, cache } = world;
  const at = context.clock.now();
  const seen = cache.get(fn.id);
  if (seen && at - seen.at < settings.cacheMs * context.scale) return seen.versionId;
  if (!fn.is_active || fn.active_version_id === null) return undefined;
  cache.set(fn.id, { at, versionId: fn.active_version_id });
  return fn.active_version_id;
}

function keyProblem(fn: StoredFunction, { headers, url }: SandboxRequest): SandboxAnswer | undefined {
  if (!fn.requires_api_key) return undefined;
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
  const asked = url.searchParams.get('api_key') ?? url.searchParams.get('apiKey');
  const given = bearer ?? asked ?? headers['x-api-key'];
  if (!given) return refusal(401, 'API key required');
  const [a, b] = [Buffer.from(given), Buffer.from(fn.api_key ?? '')];
  return a.length === b.length && timingSafeEqual(a, b) ? undefined : refusal(403, 'Invalid API key');
}

function limited({ context, settings, window }: InvokeState): { over: boolean; headers: Record<string, string> } {
  if (settings.rateLimit === null) return { over: false, headers: {} };
  const length = WINDOW_MS * context.scale;
  const at = context.clock.now();
  if (at - window.start >= length) Object.assign(window, { start: at, count: 0 });
  window.count++;
  const reset = String(Math.ceil((window.start + length - at) / 1000));
  const over = window.count > settings.rateLimit;
  const headers: Record<string, string> = {
    'ratelimit-limit': String(settings.rateLimit),
    'ratelimit-remaining': String(Math.max(0, settings.rateLimit - window.count)),
    'ratelimit-reset': reset,
  };
  if (over) headers['retry-after'] = reset;
  return { over, headers };
}

async function run(world: InvokeState, request: SandboxRequest, versionId: string): Promise<SandboxAnswer> {
  const dir = artifactDir(world, versionId);
  const entry = await entryOf(dir).catch(() => undefined);
  if (!entry) return envelope(world, 500, 'Execution failed');
  const marker = randomBytes(16).toString('hex');
  const { method, body, rawUrl } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HIDDEN.includes(name)));
  const url = rawUrl.replace(/^\/invoke\/[^/?]*/, '') || '/';
  const input = { method, headers, url, originalUrl: rawUrl, body: body.toString('base64'), marker };
  const end = await runChild({
    script: RUNTIME,
    cwd: dir,
    stdin: JSON.stringify({ ...input, entry: pathToFileURL(entry).href }),
    timeoutMs: world.settings.runMs,
  });
  return answerOf(end, marker);
}

interface Said {
  error?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

function answerOf(end: ChildEnd, marker: string): SandboxAnswer {
  if (end.timedOut) return failed('it took too long');
  const out = end.stdout.toString();
  const at = out.lastIndexOf(marker);
  if (at < 0) return failed(`the process ended with ${end.signal ?? `code ${end.code}`}: ${end.stderr.toString()}`);
  const said: Said = JSON.parse(out.slice(at + marker.length));
  if (said.error !== undefined || said.status === undefined) return failed(said.error ?? 'no status');
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = said.headers ?? {};
  return { status: said.status, headers, body: Buffer.from(said.body ?? '', 'base64') };
}

/** The server keeps the reason for its own log; here it is in a header, for who reads the sandbox's answers. */
const failed = (error: string): SandboxAnswer => ({
  ...refusal(500, 'Execution failed'),
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'x-sandbox-error': error.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 1000),
  },
});
