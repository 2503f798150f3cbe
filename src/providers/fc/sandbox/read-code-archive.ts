import { entries } from '../../../sandbox/kit/unpack-archive.js';
import { crc64 } from './crc64.js';
import { FcRefusal, invalidArgument } from './refusals.js';
import type { FcCall, Json } from './types.js';

const MiB = 1024 * 1024;
const MAX_INLINE_BYTES = 100 * MiB;
const MAX_OSS_BYTES = 500 * MiB;

/** The archive of a `code` member, from the body or from OSS; its checksum verified where one was sent. */
export async function readCodeArchive(call: FcCall, code: Json): Promise<Buffer> {
  const archive = code.zipFile === undefined ? readOssCode(call, code) : readInlineCode(code.zipFile);
  const claimed = code.checksum ?? call.request.headers['x-fc-code-checksum'];
  if (claimed !== undefined && typeof claimed !== 'string') throw invalidArgument('checksum should be a string');
  if (claimed !== undefined && claimed !== crc64(archive)) {
    throw invalidArgument(`code checksum mismatch: expected ${claimed}, actual ${crc64(archive)}`);
  }
  await checkZip(archive);
  return archive;
}

function readInlineCode(zipFile: unknown): Buffer {
  if (typeof zipFile !== 'string') throw invalidArgument('zipFile should be a base64 string');
  const archive = Buffer.from(zipFile, 'base64');
  if (archive.toString('base64') !== zipFile) throw invalidArgument('zipFile is not valid base64');
  if (archive.length > MAX_INLINE_BYTES)
    throw new FcRefusal(400, 'EntityTooLarge', 'the code package is larger than 100 MB');
  return archive;
}

function readOssCode({ world }: FcCall, { ossBucketName, ossObjectName }: Json): Buffer {
  if (typeof ossBucketName !== 'string' || typeof ossObjectName !== 'string') {
    throw invalidArgument('one of zipFile, and ossBucketName with ossObjectName, is required');
  }
  const archive = world.objects.get(ossBucketName, ossObjectName);
  if (!archive) throw invalidArgument(`the object ${ossObjectName} does not exist in bucket ${ossBucketName}`);
  if (archive.length > MAX_OSS_BYTES)
    throw new FcRefusal(400, 'EntityTooLarge', 'the code package is larger than 500 MB');
  return archive;
}

async function checkZip(archive: Buffer): Promise<void> {
  let files = 0;
  try {
    for await (const { kind } of entries(archive, 'zip')) if (kind === 'file') files++;
  } catch (error) {
    throw invalidArgument(
      `the code package is not a valid zip file: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (files === 0) throw invalidArgument('the code package is empty');
}
