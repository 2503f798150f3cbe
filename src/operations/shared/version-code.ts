import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeployError } from '../../core/errors.js';
import { saveDownload } from '../../core/http/save-download.js';
import type { Archive, Version } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import { fileSums } from '../../package/file-sums.js';

/** The version that exists, or a refusal. */
export async function requireVersion({ provider, request }: OperationContext, id: string): Promise<Version> {
  const version = await provider.version(id);
  if (version) return version;
  throw new DeployError('refused', `Version ${id} of ${request.function} does not exist.`, {
    next: '`list` shows those that do.',
  });
}

/**
 * A dry run tells what the real one would meet: a version that does not exist, or cannot take traffic. The real one
 * finds out by its move, without a request more.
 */
export async function rehearseVersion(context: OperationContext, id: string): Promise<void> {
  if (!context.request.dryRun) return;
  const { status, state } = await requireVersion(context, id);
  if (status === 'ready' || status === 'planned') return;
  const what = status === 'pending' ? 'is not ready yet' : 'cannot take traffic';
  throw new DeployError(
    'refused',
    `Version ${id} of ${context.request.function} ${what}${state ? ` (${state})` : ''}.`,
    {
      next: '`list` shows those that can.',
    },
  );
}

/** Writes the archive of a version into `file`, which must not exist, and looks whether it is a zip file at all. */
export async function downloadCode(
  { provider, signal, stage }: Pick<OperationContext, 'provider' | 'signal' | 'stage'>,
  version: Version,
  file: string,
): Promise<void> {
  await stage(`download version ${version.id}`, async () => {
    const code = await provider.code(version);
    await saveDownload(code, file, { what: `The code of version ${version.id}`, bytes: version.bytes, signal });
  });
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    if (bytesRead === 2 && buffer.toString('latin1') === 'PK') return;
  } finally {
    await handle.close();
  }
  throw new DeployError('vendor', `What came as the code of version ${version.id} is not a zip file.`, {
    next: 'Try again; if it stays so, look at it in the vendor’s console.',
  });
}

/** Lends the archive of a version, as a file that is gone afterwards; fetched at most once, when it is asked for. */
export async function withArchive<T>(
  context: Pick<OperationContext, 'provider' | 'signal' | 'stage'>,
  version: Version,
  work: (archive: () => Promise<Archive>) => Promise<T>,
): Promise<T> {
  let folder: string | undefined;
  let fetched: Promise<Archive> | undefined;
  const fetch = async (): Promise<Archive> => {
    folder = await mkdtemp(join(tmpdir(), 'version-'));
    const file = join(folder, 'code.zip');
    await downloadCode(context, version, file);
    return { file, format: 'zip', ...(await fileSums(file)) };
  };
  try {
    return await work(() => {
      fetched ??= fetch();
      return fetched;
    });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
