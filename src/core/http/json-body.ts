import { createHash } from 'node:crypto';
import type { ReplayableBody } from './types.js';

/** A value as a JSON body, held in memory. */
/** Of a text that is no JSON: did it begin as such? Then it was cut on its way; anything else somebody else said. */
export const beginsAsJson = (text: string): boolean => /^\s*[[{]/.test(text);

export function jsonBody(value: object): ReplayableBody {
  return bufferBody(Buffer.from(JSON.stringify(value)), 'application/json; charset=utf-8');
}

/** Bytes as a body. */
export function bufferBody(bytes: Buffer, type: string): ReplayableBody {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { type, bytes: bytes.length, sha256, open: () => bytes };
}
