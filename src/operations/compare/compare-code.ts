import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diff } from '../../core/diff.js';
import { DeployError, isStop, messageOf } from '../../core/errors.js';
import type { Alias, Package, Version } from '../../core/model.js';
import { packageHashInNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import type { ComparedPackage } from '../../package/compare-packages.js';
import { downloadCode, requireVersion } from '../shared/version-code.js';

/** A side of a diff: the package of `path`, a version, or what an alias has live (perhaps nothing). */
export type DiffSide = 'package' | { id: string } | { live: Alias | undefined };

/** Loaded on use: they bring the readers' libraries. */
type Tools = typeof import('../../package/compare-packages.js');

/** What a point turned out to be. */
type ResolvedSide = { label: string; pkg?: Package; version?: Version };

/** Compares two of them. Leaves nothing on disk. Throws `refused` for an archive that must not be unpacked. */
export async function compareCode(context: OperationContext, left: DiffSide, right: DiffSide): Promise<Diff> {
  const [before, after] = await Promise.all([resolveSide(context, left), resolveSide(context, right)]);
  const configuration = await compareConfiguration(context, before, after);
  if (knownSame(before, after)) return { ...emptyDiff(before, after), configuration };
  const folder = await mkdtemp(join(tmpdir(), 'versioned-deploy-diff-'));
  try {
    const tools = await import('../../package/compare-packages.js');
    const sides = [before, after].map((found) => readSide(context, found, folder, tools));
    const [from, to] = (await Promise.all(sides)) as [ComparedPackage, ComparedPackage];
    return { ...(await context.stage('compare', () => tools.comparePackages(from, to))), configuration };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nice to know beside the files, and never a reason to fail. */
async function compareConfiguration({ provider, log }: OperationContext, before: ResolvedSide, after: ResolvedSide) {
  const to = after.pkg ?? after.version?.id;
  if (!before.version || to === undefined) return undefined;
  try {
    return await provider.configurationDiff?.(before.version.id, to);
  } catch (error) {
    if (isStop(error)) throw error;
    log.notice(`The configuration could not be compared: ${messageOf(error)}`);
    return undefined;
  }
}

async function resolveSide(context: OperationContext, point: DiffSide): Promise<ResolvedSide> {
  if (point === 'package') return { label: 'the package', pkg: await context.pack() };
  if ('id' in point) return { label: `version ${point.id}`, version: await requireVersion(context, point.id) };
  if (!point.live) return { label: 'nothing' };
  const { stable } = point.live.split;
  return { label: `version ${stable}, which is live`, version: await requireVersion(context, stable) };
}

/** Same number, or published from these very files: nothing need be downloaded to know. */
function knownSame(before: ResolvedSide, after: ResolvedSide): boolean {
  if (before.version && after.version) return before.version.id === after.version.id;
  const manifest = (before.pkg ?? after.pkg)?.manifest.sha256;
  const noted = packageHashInNote((before.version ?? after.version)?.note);
  return manifest !== undefined && noted !== undefined && manifest.startsWith(noted);
}

function emptyDiff(before: ResolvedSide, after: ResolvedSide): Diff {
  const manifest = (before.pkg ?? after.pkg)?.manifest;
  const bytes = manifest?.unpackedBytes ?? 0;
  return {
    from: before.label,
    to: after.label,
    ...{ added: 0, removed: 0, changed: 0, renamed: 0, unchanged: manifest?.entries.length ?? 0 },
    ...{ bytesBefore: bytes, bytesAfter: bytes, files: [], filesCut: 0, textsCut: 0 },
  };
}

async function readSide(
  context: OperationContext,
  { label, pkg, version }: ResolvedSide,
  folder: string,
  tools: Tools,
): Promise<ComparedPackage> {
  if (pkg) return { label, entries: pkg.manifest.entries, archive: { file: pkg.file, format: pkg.format } };
  if (!version) return { label, entries: [] };
  const file = join(folder, `${version.id}.zip`);
  await downloadCode(context, version, file);
  try {
    return { label, entries: await tools.readZipEntries(file), archive: { file, format: 'zip' } };
  } catch (error) {
    if (!(error instanceof tools.BadArchive)) throw error;
    throw new DeployError('refused', `The archive of ${label} ${messageOf(error)}, so it was not compared.`);
  }
}
