import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FinalizeRequestMiddleware, MetadataBearer, MiddlewareStack } from '@smithy/types';
import type { Archive } from '../../core/model.js';

/** What the JSON body holds where the archive belongs: nothing. */
export const ARCHIVE_PLACEHOLDER = new Uint8Array(0);
const MARK = '"ZipFile":"';

// A multiple of 3, so that each block but the last is whole in base64.
const BLOCK = 3 * 64 * 1024;

/** Bytes of `bytes` in base64. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

interface HttpRequest {
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * Lambda wants the archive as base64 inside JSON. This fills the hole in the body while it is sent, so that 50 MB never
 * are in memory: one pass over the file for the signature's hash, one for the wire. It stands inside the retry, which
 * therefore sees a plain body and may send it again.
 */
export function streamArchive<I extends object, O extends MetadataBearer>(
  stack: MiddlewareStack<I, O>,
  pkg: Archive,
): void {
  let hash: string | undefined;
  const fill: FinalizeRequestMiddleware<I, O> = (next) => async (args) => {
    const request = args.request as HttpRequest;
    const [head = '', tail = ''] = split(textOf(request.body));
    hash ??= await sha256(jsonBody(head, pkg.file, tail));
    const body = Readable.from(jsonBody(head, pkg.file, tail), { objectMode: false });
    const headers = {
      ...request.headers,
      'content-length': String(Buffer.byteLength(head) + base64Length(pkg.bytes) + Buffer.byteLength(tail)),
      'x-amz-content-sha256': hash,
    };
    const filled = Object.assign(Object.create(Object.getPrototypeOf(request)), request, { headers, body });
    // Piped into the request by the SDK, which does not listen for an error of the file.
    const broken = new Promise<never>((_resolve, reject) => body.once('error', reject));
    return Promise.race([next({ ...args, request: filled }), broken]).finally(() => body.destroy());
  };
  stack.addRelativeTo(fill, { name: 'streamArchive', relation: 'before', toMiddleware: 'httpSigningMiddleware' });
}

/** The SDK hands over bytes. */
function textOf(body: unknown): string {
  if (!ArrayBuffer.isView(body)) return String(body);
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

/** The two sides of the hole. A quote inside a JSON string is escaped, so the mark stands only where the field is. */
function split(json: string): [string, string] {
  const at = json.indexOf(`${MARK}"`);
  if (at < 0) throw new Error('The request has no place for the archive.');
  const end = at + MARK.length;
  return [json.slice(0, end), json.slice(end)];
}

async function* jsonBody(head: string, file: string, tail: string): AsyncGenerator<string> {
  yield head;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: BLOCK })) {
    const block: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = block.length - (block.length % 3);
    if (whole > 0) yield block.toString('base64', 0, whole);
    rest = block.subarray(whole);
  }
  yield rest.toString('base64') + tail;
}

async function sha256(parts: AsyncIterable<string>): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of parts) hash.update(part);
  return hash.digest('hex');
}
