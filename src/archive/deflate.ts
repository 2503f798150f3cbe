import { wasmInstance, withWebAssembly } from './wasm-instance.js';
import { BLOCK_BYTES, LARGE_FILE_BYTES, WINDOW_BYTES } from './worker-jobs.js';

const RAW_BLOCK = 65_535;
const SAMPLE = 4096;

/** Kinds that are compressed already, by the end of the name. */
const COMPRESSED_EXTENSIONS =
  /\.(?:7z|avif|br|bz2|cab|crx|docx|epub|flac|gif|gz|heic|jar|jpe?g|lz4|lzma|m4a|m4v|mkv|mov|mp3|mp4|nupkg|odt|ogg|opus|png|pptx|rar|tgz|vsix|war|webm|webp|whl|woff2?|xlsx|xz|zip|zst|zstd)$/i;

export const hasCompressedExtension = (path: string): boolean => COMPRESSED_EXTENSIONS.test(path);

/** Writes bytes as deflate's raw blocks (RFC 1951, 3.2.4), for what does not shrink; answers where they end. */
export function writeRawBlocks(bytes: Uint8Array, target: Buffer, last: boolean): number {
  let to = 0;
  for (let at = 0; at < bytes.length; at += RAW_BLOCK) {
    const length = Math.min(RAW_BLOCK, bytes.length - at);
    to = target.writeUInt8(last && at + length === bytes.length ? 1 : 0, to);
    to = target.writeUInt16LE(length, to);
    to = target.writeUInt16LE(~length & 0xffff, to);
    target.set(bytes.subarray(at, at + length), to);
    to += length;
  }
  return to;
}

/** What native/deflate.c exports. Addresses and lengths in bytes. */
interface Exports {
  memory: WebAssembly.Memory;
  take(bytes: number): number;
  compressor(level: number): number;
  deflate(
    compressor: number,
    at: number,
    before: number,
    length: number,
    out: number,
    room: number,
    more: 0 | 1,
  ): number;
}

/** A thread's compressor. It keeps nothing from one call to the next but memory. */
export interface Deflater {
  /** Where bytes are put that are to be deflated: room for LARGE + 1, or for WINDOW + BLOCK. Good until the next `deflate`. */
  inputBuffer(bytes: number): Buffer;
  /** Deflates a part of what is in the room; undefined: it would not become shorter. Good until the next call. */
  deflate(part: DeflatePart): Uint8Array | undefined;
}

export interface DeflatePart {
  /** 1 (fast) to 12 (small) */
  level: number;
  /** where it begins in the room */
  start: number;
  length: number;
  /** this many bytes in front of it are what the decoder has seen last (at most WINDOW) */
  before?: number;
  /** another part follows */
  more?: boolean;
}

/** Throws `refused` where WebAssembly does not start, or there are not some 10 MiB of memory for it. */
export function createDeflater(code: WebAssembly.Module): Deflater {
  const wasm = wasmInstance(code) as Exports;
  const compressors = new Map<number, number>();
  const input = nonZeroAddress(wasm.take(Math.max(LARGE_FILE_BYTES + 1, WINDOW_BYTES + BLOCK_BYTES)));
  const output = nonZeroAddress(wasm.take(LARGE_FILE_BYTES));
  const compressorOf = (level: number): number => {
    const compressor = compressors.get(level) ?? nonZeroAddress(wasm.compressor(level));
    compressors.set(level, compressor);
    return compressor;
  };
  return {
    inputBuffer: (bytes) => Buffer.from(wasm.memory.buffer, input, bytes),
    deflate({ level, start, length, before = 0, more = false }) {
      const compressor = compressorOf(level);
      const size = wasm.deflate(compressor, input + start, before, length, output, length, more ? 1 : 0);
      return size === 0 ? undefined : new Uint8Array(wasm.memory.buffer, output, size);
    },
  };
}

/** An address in WebAssembly's memory, which is 0 when there was none left. */
const nonZeroAddress = (address: number): number =>
  withWebAssembly(() => {
    if (address === 0) throw new RangeError('there is no memory left');
    return address;
  });

/**
 * Is this noise, which deflate would only make longer? Four samples are counted; if all bytes are about as frequent,
 * the first of them are really compressed. Costs a hundredth of deflating, and saves all of it. `bytes` begin at
 * `start` in the compressor's room.
 */
export function isIncompressible(bytes: Uint8Array, deflate: Deflater['deflate'], start: number): boolean {
  if (bytes.length < 16 * SAMPLE) return false;
  const counts = new Uint32Array(256);
  const stride = Math.floor((bytes.length - SAMPLE) / 3);
  for (let sample = 0; sample < 4; sample++) {
    const from = sample * stride;
    for (let at = from; at < from + SAMPLE; at++) {
      const byte = bytes[at] as number;
      counts[byte] = (counts[byte] as number) + 1;
    }
  }
  const total = 4 * SAMPLE;
  const pairs = counts.reduce((sum, count) => sum + count * count, 0);
  // Noise comes to total²/256 + total; any text to several times that.
  if (pairs > 1.1 * ((total * total) / 256 + total)) return false;
  return (deflate({ level: 1, start, length: total })?.length ?? total) > 0.97 * total;
}
