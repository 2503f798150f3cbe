import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxAnswer, SandboxRequest } from './types.js';

/** More than any vendor takes in one request (70 MB of base64, 100 MiB of multipart). */
const MAX_BODY = 256 * 1024 * 1024;

/** Reads a request to its end. Undefined: the client went away, or sent more than anyone takes. */
export async function readSandboxRequest(
  message: IncomingMessage,
  origin: string,
): Promise<SandboxRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BODY) return undefined;
    }
  } catch {
    return undefined;
  }
  const rawUrl = message.url ?? '/';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
  return { method: message.method ?? 'GET', rawUrl, url: urlOf(rawUrl, origin), headers, body: Buffer.concat(chunks) };
}

/** Concatenated, not resolved: "//x" is a path here, not a host. */
function urlOf(rawUrl: string, origin: string): URL {
  return new URL(rawUrl.startsWith('/') ? origin + rawUrl : `${origin}/`);
}

/** An object goes out as JSON. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: SandboxAnswer): void {
  const [bytes, type] = encode(body);
  const all: Record<string, string> = { 'content-length': String(bytes.length), ...headers };
  if (type && all['content-type'] === undefined) all['content-type'] = type;
  if (status === 204 || status === 304) delete all['content-length'];
  response.writeHead(status, all);
  response.end(bytes);
}

function encode(body: SandboxAnswer['body']): [Buffer, string | undefined] {
  if (body === undefined) return [Buffer.alloc(0), undefined];
  if (Buffer.isBuffer(body)) return [body, undefined];
  if (typeof body === 'string') return [Buffer.from(body), 'text/plain; charset=utf-8'];
  return [Buffer.from(JSON.stringify(body)), 'application/json; charset=utf-8'];
}
