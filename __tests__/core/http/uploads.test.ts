import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '../../../src/core/http/types.js';
import { clientOf, drop, say, serve } from './server.js';

const CHUNK = Buffer.alloc(1000, 'x');

/** So many chunks with so long between them; then it stalls for good, if it is told to. */
function upload(chunks: number, pauseMs: number, stalls = false): HttpRequest & { opened: () => number } {
  let opened = 0;
  async function* content() {
    for (let sent = 0; sent < chunks; sent++) {
      yield CHUNK;
      await delay(pauseMs);
    }
    if (stalls) await delay(60_000, undefined, { ref: false });
  }
  const open = () => {
    opened++;
    return Readable.from(content(), { objectMode: false });
  };
  const body = { type: 'application/zip', bytes: chunks * CHUNK.length + (stalls ? 1 : 0), open };
  return { what: 'upload', method: 'PUT', path: '/file', body, opened: () => opened };
}

describe('an upload', () => {
  test('may take longer than one silence, as long as bytes move', async () => {
    const { url } = await serve([(request, response) => void request.resume().on('end', () => response.end('ok'))]);
    const { client } = clientOf(url, { policy: { silenceMs: 250 } });
    expect((await client.send(upload(8, 100))).status).toBe(200);
  });

  test('ends when no byte has moved for so long', async () => {
    const { url } = await serve([(request) => void request.resume()]);
    const { client } = clientOf(url, { policy: { silenceMs: 250 } });
    const started = Date.now();
    await expect(client.send(upload(2, 10, true))).rejects.toMatchObject({
      kind: 'network',
      message: 'No answer from Shop to upload (silent for 0.25 s). Whether it took effect is not known.',
    });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  test('that is safe is opened afresh for each attempt', async () => {
    const { url, requests } = await serve([drop, say(200, 'ok')]);
    const request = upload(2, 1);
    await clientOf(url).client.send({ ...request, safe: true });
    expect([requests.length, request.opened()]).toEqual([2, 2]);
  });

  test('is signed afresh for each attempt', async () => {
    const { url, requests } = await serve([say(500, ''), say(200, 'ok')]);
    let nonce = 0;
    const sign = async () => ({ 'x-nonce': String(++nonce) });
    await clientOf(url, { service: { sign } }).client.send({ ...upload(1, 1), safe: true });
    expect(requests.map(({ headers }) => headers['x-nonce'])).toEqual(['1', '2']);
  });
});
