import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { SandboxRequest } from '../../../sandbox/kit/types.js';

export interface Form {
  fields: Record<string, string>;
  file?: { field: string; filename: string; mime: string; bytes: Buffer };
}

/** Reads a form. A body that is none has no fields; one that is broken throws. */
export async function readForm({ headers, body }: SandboxRequest): Promise<Form> {
  const form: Form = { fields: {} };
  if (!/^multipart\/form-data/i.test(headers['content-type'] ?? '')) return form;
  const parser = busboy({ headers, limits: { fields: 50 } });
  const files: Promise<void>[] = [];
  parser.on('field', (name, value) => {
    form.fields[name] = value;
  });
  parser.on('file', (field, stream, { filename, mimeType }) => {
    files.push(
      buffer(stream).then((bytes) => {
        form.file ??= { field, filename: filename ?? '', mime: mimeType, bytes };
      }),
    );
  });
  await pipeline(Readable.from([body], { objectMode: false }), parser);
  await Promise.all(files);
  return form;
}

/** By extension or by type, whichever fits. */
export const isArchive = ({ filename, mime }: { filename: string; mime: string }): boolean =>
  /\.(zip|tar\.gz|tgz)$/i.test(filename) ||
  ['application/zip', 'application/gzip', 'application/x-gzip'].includes(mime);
