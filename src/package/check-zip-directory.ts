import yauzl from 'yauzl';
import { messageOf } from '../core/errors.js';
import { BadArchive } from './collect-entries.js';
import { formatSize } from './format-size.js';

/** What an archive may ask for. */
export interface ExtractLimits {
  /** bytes of all files together, unpacked */
  maxBytes: number;
  maxFiles: number;
  /** unpacked bytes for each byte of the archive, once it unpacks to more than `harmlessBytes` */
  maxRatio: number;
  harmlessBytes: number;
}

/**
 * Functions are code: 2 GiB is beyond what any of the vendors takes, and source or machine code never shrinks to a
 * two hundredth. (Deflate's own limit is 1:1032: https://zlib.net/zlib_tech.html)
 */
export const DEFAULT_EXTRACT_LIMITS: ExtractLimits = {
  maxBytes: 2 * 1024 ** 3,
  maxFiles: 300_000,
  maxRatio: 200,
  harmlessBytes: 16 * 1024 ** 2,
};

/**
 * Looks only at the zip's directory, so that a bomb costs nothing: throws BadArchive when it would unpack to absurdly
 * much. What the directory says is held against the content later, when it is read.
 */
export async function checkZipDirectory(file: string, bounds: ExtractLimits = DEFAULT_EXTRACT_LIMITS): Promise<void> {
  const zip = await opened(file);
  try {
    if (zip.entryCount > bounds.maxFiles) throw new BadArchive(`holds ${zip.entryCount} files`);
    let unpacked = 0;
    let packed = 0;
    for await (const entry of zip.eachEntry()) {
      unpacked += entry.uncompressedSize;
      packed += entry.compressedSize;
      if (unpacked > bounds.maxBytes) throw new BadArchive(`unpacks to more than ${formatSize(bounds.maxBytes)}`);
    }
    if (packed > zip.fileSize) throw new BadArchive('holds files that overlap');
    const absurd = unpacked > bounds.harmlessBytes && unpacked > zip.fileSize * bounds.maxRatio;
    if (absurd) throw new BadArchive(`is ${formatSize(zip.fileSize)} and would unpack to ${formatSize(unpacked)}`);
  } catch (error) {
    throw error instanceof BadArchive ? error : unreadable(error);
  } finally {
    zip.close();
  }
}

async function opened(file: string): Promise<yauzl.ZipFile> {
  try {
    // Names are judged when the content is read.
    return await yauzl.openPromise(file, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (error) {
    throw unreadable(error);
  }
}

const unreadable = (error: unknown): BadArchive => new BadArchive(`is not a readable zip file (${messageOf(error)})`);
