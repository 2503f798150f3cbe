import type { Architecture, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { Archive } from '../../core/model.js';
import type { LambdaConnection } from './client.js';
import { ARCHIVE_PLACEHOLDER, streamArchive } from './stream-archive.js';
import type { CodeObject } from './upload-to-bucket.js';

/** Where the code of an update comes from, and what must still hold for it. */
interface CodeUpdate extends Partial<CodeObject> {
  /** AWS refuses the update when $LATEST has another one by now */
  RevisionId?: string;
  /** absent: stays as it is */
  Architectures?: Architecture[];
}

/** Sends code to $LATEST: from the bucket where one is named, otherwise with the request. Answers before it is applied. */
export async function sendCode(
  aws: LambdaConnection,
  archive: Archive | undefined,
  update: CodeUpdate,
): Promise<FunctionConfiguration> {
  const inline = update.S3Key === undefined && archive !== undefined;
  const code = inline ? { ZipFile: ARCHIVE_PLACEHOLDER } : {};
  const command = new UpdateFunctionCodeCommand({ FunctionName: aws.fn, ...update, ...code });
  if (inline) streamArchive(command.middlewareStack, archive);
  return aws.ask(command);
}
