import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReplayableBody } from '../../core/http/types.js';
import type { Archive } from '../../core/model.js';

/**
 * `{"code":{…,"zipFile":"<base64>"}}` as a stream: 100 MB of archive would be four copies of 133 MB in memory. `head`
 * holds the members that stand before zipFile. Reads the archive once for the hash, and once for each attempt.
 */
export async function createInlineCodeBody(pkg: Archive, head: Record<string, string>): Promise<ReplayableBody> {
  const members = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`);
  const before = `{"code":{${members.join('')}"zipFile":"`;
  const after = '"}}';
  const pieces = () => wrap(before, encodeBase64(createReadStream(pkg.file, { highWaterMark: 256 * 1024 })), after);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces()) {
    hash.update(piece);
    bytes += Buffer.byteLength(piece);
  }
  return {
    type: 'application/json; charset=utf-8',
    bytes,
    sha256: hash.digest('hex'),
    open: () => Readable.from(pieces(), { objectMode: false }),
  };
}

async function* wrap(before: string, middle: AsyncIterable<string>, after: string): AsyncGenerator<string> {
  yield before;
  yield* middle;
  yield after;
}

/** Base64 of a stream; what is left over of a triple waits for the next chunk. */
async function* encodeBase64(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = all.length - (all.length % 3);
    rest = Buffer.from(all.subarray(whole));
    if (whole > 0) yield all.toString('base64', 0, whole);
  }
  if (rest.length > 0) yield rest.toString('base64');
}
