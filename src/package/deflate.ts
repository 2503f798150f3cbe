import { constants, deflateRawSync } from 'node:zlib';

const RAW_BLOCK = 65_535;
const SAMPLE = 4096;

/** Kinds that are compressed already, by the end of the name. */
const PACKED =
  /\.(?:7z|avif|br|bz2|cab|crx|docx|epub|flac|gif|gz|heic|jar|jpe?g|lz4|lzma|m4a|m4v|mkv|mov|mp3|mp4|nupkg|odt|ogg|opus|png|pptx|rar|tgz|vsix|war|webm|webp|whl|woff2?|xlsx|xz|zip|zst|zstd)$/i;

export const isPacked = (path: string): boolean => PACKED.test(path);

const SMALL = 16 * 1024;

/**
 * How much room zlib gets at a time. Most large things come to less than half; for small ones a second piece costs more
 * than the room. At least what Node asks.
 */
const chunkFor = ({ length }: Uint8Array): number => Math.max(256, length > SMALL ? length >> 1 : length);

/**
 * Deflates one whole small file. The state that zlib sets up is sized by the file: with its standard 270 KB the
 * set-up costs more than the compression of most files, and a window larger than the file wins nothing.
 */
export function deflateWhole(bytes: Uint8Array, level: number): Uint8Array {
  const windowBits = Math.min(15, Math.max(9, Math.ceil(Math.log2(bytes.length))));
  const memLevel = Math.min(9, windowBits - 6);
  return deflateRawSync(bytes, { level, windowBits, memLevel, chunkSize: chunkFor(bytes) });
}

/** Deflates a part so that the next one can follow; `before` is what the decoder has seen last (at most 32 KiB). */
export function deflatePart(bytes: Uint8Array, level: number, before: Uint8Array, last: boolean): Uint8Array {
  return deflateRawSync(bytes, {
    level,
    memLevel: 9,
    chunkSize: chunkFor(bytes),
    dictionary: before.length > 0 ? before : undefined,
    finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
  });
}

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

/**
 * Is this noise, which deflate would only make longer? Four samples are counted; if all bytes are about as frequent,
 * one sample is really compressed. Costs a hundredth of deflating, and saves all of it.
 */
export function isNoise(bytes: Uint8Array): boolean {
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
  const trial = bytes.subarray(0, total);
  return deflateRawSync(trial, { level: 1, chunkSize: total + 1024 }).length > 0.97 * total;
}
