/** A version as people and commands write it: its number, and what tells it from another one under that number. */
export interface VersionReference {
  number: string;
  /** the first hex digits of the provider's hash of the archive */
  hash?: string;
}

/** As many digits as nobody meets twice by chance, and as a person still compares by eye. */
const HASH_LENGTH = 12;

/** `7`, or `7@1f3a5c7e9b2d`; undefined: neither. */
export function parseVersionReference(text: string): VersionReference | undefined {
  const [, number, hash] = /^([1-9]\d{0,17})(?:@([0-9a-f]{12,64}))?$/i.exec(text) ?? [];
  return number === undefined ? undefined : { number, hash: hash?.toLowerCase() };
}

/** `7@1f3a5c7e9b2d`; the bare number where the hash is not known. */
export const writeVersionReference = (number: string, hash: string | undefined): string =>
  hash === undefined ? number : `${number}@${hash.slice(0, HASH_LENGTH)}`;
