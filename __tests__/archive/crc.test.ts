import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { combineCrc32 } from '../../src/archive/crc32.js';
import { crc64Of, createCrc64 } from '../../src/archive/crc64.js';
import { noise } from '../package/support.js';

// CRC-64/XZ's check value, and what Alibaba's own package answers.
test.each([
  ['', '0'],
  ['123456789', '11051210869376104954'],
  ['hello world', '5981764153023615706'],
])('CRC-64 of "%s" is %s', (text, sum) => {
  expect(crc64Of(Buffer.from(text))).toBe(sum);
});

test('CRC-64 is the same in pieces of any length and at any place in memory', () => {
  const bytes = noise(4099);
  const pieces = createCrc64();
  for (let at = 0, length = 0; at < bytes.length; at += length, length = (length + 1) % 23) {
    pieces.update(bytes.subarray(at, at + length));
  }
  expect(pieces.digest()).toBe(crc64Of(bytes));
  expect(crc64Of(bytes)).toBe(slow(bytes));
});

/** By the definition, bit by bit. */
function slow(bytes: Buffer): string {
  let crc = 0xffffffffffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return (crc ^ 0xffffffffffffffffn).toString();
}

test.each([0, 1, 7, 8, 255, 65_537])('CRC-32 of two pieces, the second of %i bytes, is that of the whole', (length) => {
  const whole = noise(1000 + length);
  const [first, second] = [whole.subarray(0, 1000), whole.subarray(1000)];
  expect(combineCrc32(crc32(first), crc32(second), length)).toBe(crc32(whole));
});

test('CRC-32 of pieces beyond 4 GB does not depend on where they are cut', () => {
  const zeros = new Map<number, number>();
  let crc = crc32(Buffer.alloc(1024));
  for (let length = 1024; length <= 2 ** 33; length *= 2) {
    zeros.set(length, crc);
    crc = combineCrc32(crc, crc, length);
  }
  const of = (bytes: number): number => zeros.get(bytes) ?? Number.NaN;
  expect(of(2 ** 20)).toBe(crc32(Buffer.alloc(2 ** 20)));
  const start = crc32(Buffer.from('a'));
  const halves = combineCrc32(combineCrc32(start, of(2 ** 32), 2 ** 32), of(2 ** 32), 2 ** 32);
  expect(combineCrc32(start, of(2 ** 33), 2 ** 33)).toBe(halves);
});
