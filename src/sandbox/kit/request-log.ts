import type { LoggedRequest, SandboxRequest } from './types.js';

const SECRET_HEADERS = new Set([
  'authorization',
  'x-api-key',
  'cookie',
  'x-amz-security-token',
  'x-acs-security-token',
  'x-fc-security-token',
]);
const SECRET_QUERY = /([?&](?:api_key|apiKey|access_token|X-Amz-Security-Token|security-token)=)[^&]*/gi;
const KEPT_LINES = 10_000;
const KEPT_JSON = 4096;

export interface RequestLog {
  /** Writes a line down; its status is filled in when the answer is known (0: the client got none). */
  open(request: SandboxRequest): LoggedRequest;
  all(): LoggedRequest[];
  clear(): void;
}

/** The request log, without secrets. `elapsed` says ms since the start. */
export function createRequestLog(elapsed: () => number): RequestLog {
  let lines: LoggedRequest[] = [];
  return {
    open(request) {
      const line: LoggedRequest = {
        method: request.method,
        path: request.rawUrl.replace(SECRET_QUERY, '$1redacted'),
        status: 0,
        requestBytes: request.body.length,
        at: elapsed(),
        headers: redacted(request.headers),
        ...jsonOf(request),
      };
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      return line;
    },
    all: () => structuredClone(lines),
    clear() {
      lines = [];
    },
  };
}

function redacted(headers: Record<string, string>): Record<string, string> {
  const pairs = Object.entries(headers);
  return Object.fromEntries(pairs.map(([name, value]) => [name, SECRET_HEADERS.has(name) ? 'redacted' : value]));
}

/** Long strings (an archive in base64) are cut, so that what stands around them can still be read. */
function jsonOf({ headers, body }: SandboxRequest): Pick<LoggedRequest, 'json'> {
  if (!/\bjson\b/.test(headers['content-type'] ?? '') || body.length === 0) return {};
  try {
    const json: unknown = JSON.parse(body.toString(), (_key, value: unknown) =>
      typeof value === 'string' && value.length > 1024 ? `${value.slice(0, 64)}… (${value.length} characters)` : value,
    );
    const text = JSON.stringify(json);
    return { json: text.length <= KEPT_JSON ? json : text.slice(0, KEPT_JSON) };
  } catch {
    return { json: body.toString('utf8', 0, KEPT_JSON) };
  }
}
