import type { Entry } from 'yauzl';

const MADE_BY_UNIX = [3, 19];

export const isMadeOnUnix = (entry: Entry): boolean => MADE_BY_UNIX.includes(entry.versionMadeBy >>> 8);

/**
 * The name that an entry goes by here, a folder's "/" included: whoever reads the archive once more must ask this
 * too, or what was looked at and what is written are two things.
 *
 * Info-ZIP under a plain C locale writes the bytes of a Unix name and no UTF-8 flag; unzip gives these bytes back. By
 * the letter of the specification they would be code page 437.
 */
export function entryName(entry: Entry): string {
  if (!isMadeOnUnix(entry) || entry.generalPurposeBitFlag & 0x0800) return entry.fileName;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry.fileNameRaw);
  } catch {
    return entry.fileName;
  }
}
