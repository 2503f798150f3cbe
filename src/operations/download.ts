import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DeployError, inputError, messageOf } from '../core/errors.js';
import type { Operation, OperationContext } from '../core/operation.js';
import { readAlias } from '../traffic/live.js';
import { downloadCode, requireVersion } from './shared/version-code.js';

/** The code of one version, or of what is live, as a folder or a .zip file. */
export const download: Operation = {
  name: 'download',
  effect: 'reads',
  summary: 'fetch a version',
  check({ output }) {
    if (output !== undefined) return;
    throw inputError(
      'output',
      '',
      'is missing, and `download` needs it.',
      'Name a new folder, or a file ending in .zip.',
    );
  },
  requires: () => [],
  async run(context) {
    const output = resolve(context.request.output ?? '');
    await refuseTaken(output);
    const version = await requireVersion(context, context.request.version ?? (await live(context)));
    context.receipt.version = version;
    // Beside the output, so that it can take its place in one move.
    const aside = await mkdtemp(join(await nearest(output), '.versioned-deploy-'));
    try {
      const archive = join(aside, 'code.zip');
      await downloadCode(context, version, archive);
      if (!isZip(output)) await unpack(context, archive, join(aside, 'code'));
      await mkdir(dirname(output), { recursive: true });
      await refuseTaken(output);
      await rename(isZip(output) ? archive : join(aside, 'code'), output);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    context.receipt.output = output;
    context.log.info(`Version ${version.id} is in ${output}.`);
  },
};

const isZip = (path: string): boolean => /\.zip$/i.test(path);

async function live(context: OperationContext): Promise<string> {
  const alias = await readAlias(context);
  if (alias) return alias.split.stable;
  throw new DeployError('refused', `Nothing is live as ${context.request.alias}.`, { next: 'Name a `version`.' });
}

/** An empty folder may be filled; everything else stays as it is. */
async function refuseTaken(output: string): Promise<void> {
  const found = await stat(output).catch(() => undefined);
  if (!found || (found.isDirectory() && !isZip(output) && (await readdir(output)).length === 0)) return;
  const what = found.isDirectory() ? 'is a folder that holds something' : 'exists already';
  throw inputError('output', output, `${what}, and nothing is overwritten.`, 'Name another, or remove it first.');
}

/** The nearest folder above that exists: what is made there and refused later leaves no empty folders. */
async function nearest(output: string): Promise<string> {
  for (let folder = dirname(output); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory()) return folder;
    if (found || folder === dirname(folder))
      throw new DeployError('refused', `${folder} is not a folder that can be written into.`);
  }
}

async function unpack(context: OperationContext, archive: string, folder: string): Promise<void> {
  const { BadArchive, extractZip } = await import('../package/extract-zip.js');
  try {
    await context.stage('unpack', () => extractZip(archive, folder));
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw new DeployError('refused', `The code of version ${context.receipt.version?.id} ${messageOf(error)}.`, {
      next: 'Nothing was unpacked. An `output` that ends in .zip keeps the archive as it is.',
    });
  }
}
