/**
 * CRC-64/XZ: reflected polynomial 0xC96C5795D7870F42, init and final xor all ones. What Function Compute compares
 * as `codeChecksum`: https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/developer-reference/api-fc-2023-03-30-struct-inputcodelocation
 * Two 32-bit halves instead of BigInt, eight bytes a turn: some ten times as fast.
 */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** unsigned decimal */
  digest(): string;
}

const POLY_HIGH = 0xc96c5795;
const POLY_LOW = 0xd7870f42;

interface Tables {
  /** eight tables of 256, one after the other */
  low: Int32Array;
  high: Int32Array;
}

let made: Tables | undefined;

/** Made on first use: an operation without a package does not pay for it. */
function tables(): Tables {
  if (made) return made;
  const low = new Int32Array(2048);
  const high = new Int32Array(2048);
  for (let byte = 0; byte < 256; byte++) {
    let l = byte;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (carry) {
        l ^= POLY_LOW;
        h ^= POLY_HIGH;
      }
    }
    low[byte] = l;
    high[byte] = h;
  }
  for (let at = 256; at < 2048; at++) {
    const l = low[at - 256] as number;
    const h = high[at - 256] as number;
    const next = l & 0xff;
    low[at] = ((l >>> 8) | (h << 24)) ^ (low[next] as number);
    high[at] = (h >>> 8) ^ (high[next] as number);
  }
  made = { low, high };
  return made;
}

interface State {
  low: number;
  high: number;
}

function advance(state: State, bytes: Uint8Array): void {
  const { low, high } = tables();
  let l = state.low;
  let h = state.high;
  const length = bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let at = 0;
  for (const end = length - 7; at < end; at += 8) {
    const a = l ^ view.getInt32(at, true);
    const b = h ^ view.getInt32(at + 4, true);
    const i0 = 1792 + (a & 0xff);
    const i1 = 1536 + ((a >>> 8) & 0xff);
    const i2 = 1280 + ((a >>> 16) & 0xff);
    const i3 = 1024 + (a >>> 24);
    const i4 = 768 + (b & 0xff);
    const i5 = 512 + ((b >>> 8) & 0xff);
    const i6 = 256 + ((b >>> 16) & 0xff);
    const i7 = b >>> 24;
    l = xor(low, i0, i1, i2, i3) ^ xor(low, i4, i5, i6, i7);
    h = xor(high, i0, i1, i2, i3) ^ xor(high, i4, i5, i6, i7);
  }
  for (; at < length; at++) {
    const index = (l ^ (bytes[at] as number)) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ (low[index] as number);
    h = (h >>> 8) ^ (high[index] as number);
  }
  state.low = l;
  state.high = h;
}

function xor(table: Int32Array, a: number, b: number, c: number, d: number): number {
  return (table[a] as number) ^ (table[b] as number) ^ (table[c] as number) ^ (table[d] as number);
}

/** A running CRC-64/XZ. */
export function crc64(): Crc64 {
  const state: State = { low: -1, high: -1 };
  return {
    update: (bytes) => advance(state, bytes),
    digest: () => ((BigInt(~state.high >>> 0) << 32n) | BigInt(~state.low >>> 0)).toString(),
  };
}

/** The CRC-64/XZ of some bytes as an unsigned decimal. */
export function crc64Of(bytes: Uint8Array): string {
  const crc = crc64();
  crc.update(bytes);
  return crc.digest();
}
