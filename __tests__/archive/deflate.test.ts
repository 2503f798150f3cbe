import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { createDeflater, type Deflater } from '../../src/archive/deflate.js';
import { nativeCode } from '../../src/archive/load-native-code.js';
import { BLOCK_BYTES, WINDOW_BYTES } from '../../src/archive/worker-jobs.js';
import { noise, pack, prose, workspace } from '../package/support.js';

const fresh = () => createDeflater(nativeCode());

function deflated(compressor: Deflater, bytes: Buffer, level = 6): Buffer | undefined {
  compressor.inputBuffer(bytes.length).set(bytes);
  const packed = compressor.deflate({ level, start: 0, length: bytes.length });
  return packed && Buffer.from(packed);
}

/** As compress-files.ts cuts a large file. */
function inParts(bytes: Buffer, level: number, size: number, window = WINDOW_BYTES): Buffer {
  const compressor = fresh();
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const before = Math.min(at, window);
    const length = Math.min(size, bytes.length - at);
    compressor.inputBuffer(before + length).set(bytes.subarray(at - before, at + length));
    const packed = compressor.deflate({ level, start: before, length, before, more: at + length < bytes.length });
    parts.push(Buffer.from(packed as Uint8Array));
  }
  return Buffer.concat(parts);
}

const LENGTHS = [100, 1000, 4095, 4096, 4097, 33_000, 70_000, 300_000];

test.each([1, 6, 9, 10])('at level %i what another reader inflates is what went in', (level) => {
  const compressor = fresh();
  for (const length of LENGTHS) {
    const bytes = Buffer.from(prose(length, length));
    const packed = deflated(compressor, bytes, level) as Buffer;
    expect(inflateRawSync(packed).equals(bytes)).toBe(true);
  }
});

test.each([1, 6, 10])('at level %i nothing of what came before changes the bytes', (level) => {
  const used = fresh();
  const order = [...LENGTHS, ...LENGTHS.toReversed()];
  for (const length of order) {
    const bytes = Buffer.from(prose(length, 5));
    expect(deflated(used, bytes, level)?.equals(deflated(fresh(), bytes, level) as Buffer)).toBe(true);
  }
});

test.each([1, 6, 10])('at level %i a file in parts is one stream, and looks back over each cut', (level) => {
  const lines = Buffer.from(prose(2000));
  const bytes = Buffer.concat([...Array.from({ length: 60 }, () => lines), noise(300), lines]);
  const packed = inParts(bytes, level, 10_000);
  expect(inflateRawSync(packed).equals(bytes)).toBe(true);
  expect(packed.length).toBeLessThan(0.9 * inParts(bytes, level, 10_000, 0).length);
});

test('a last part that is shorter than a match ends the stream', () => {
  const bytes = Buffer.from(prose(BLOCK_BYTES + 100));
  for (const level of [1, 6, 10]) expect(inflateRawSync(inParts(bytes, level, BLOCK_BYTES)).equals(bytes)).toBe(true);
});

test('what does not shrink is not deflated', () => {
  const compressor = fresh();
  for (const length of [0, 1, 31, 1000, 100_000]) expect(deflated(compressor, noise(length))).toBeUndefined();
});

// The compressor is in the bundle, so no release of Node, build of zlib, processor or system can give other bytes.
test.each([
  ['fast', '2dbdfa9291430148fc27e4dfec86913ef84fe5750c677f81616cb2b889cf6d27'],
  ['default', '9e4e10850cd4acad22c1bcd97adeae0a1cefc899fa5b1f6f9f4cf5a7c2027867'],
  ['best', '1c70a23666b4fc93e53e25f5a9b57dffe84e2fcdf710405eeca58c879a34843c'],
  ['store', '1465827954c99881798301d00b8f254f7614b77e171932c08868740d7ebe4844'],
] as const)('with `compression: %s` this tree gives these very bytes everywhere', async (compression, sha256) => {
  const tree = {
    'a.js': prose(3000),
    'b/c.txt': prose(200_000, 2),
    'big.bin': prose(5_000_000, 3),
    'x.bin': noise(70_000),
  };
  expect((await pack(workspace(tree), { compression })).sha256).toBe(sha256);
});
