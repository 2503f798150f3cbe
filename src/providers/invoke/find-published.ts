import { DeployError } from '../../core/errors.js';
import type { Package, Version } from '../../core/model.js';
import type { InvokeContext } from './context.js';
import { toVersion, type VersionRow } from './parse-responses.js';
import { findDifferences } from './upload-version.js';
import { waitForBuild } from './wait-for-build.js';

/**
 * A version that already holds this archive: the live one, or the newest that is built. One that is still being built
 * (by a run before this one, say) is followed to its end; if that ends badly, there is none. A row's hash is
 * believed only where no other version came at about the same time: another upload may have overwritten what the row
 * stands for. Who has overwritten it tries again, and so does who was overwritten, so it has company.
 */
export async function findPublished(functionContext: InvokeContext, pkg: Package): Promise<Version | undefined> {
  const { versionCache } = functionContext;
  const rows = await versionCache.fetch();
  const same = rows.filter((row) => row.hash === pkg.sha256);
  const ready = same.filter(({ built }) => built).sort((one, other) => Number(other.active) - Number(one.active));
  for (const row of ready) {
    if (hasCompany(row, rows) && !(await holdsPackage(functionContext, pkg, row))) continue;
    versionCache.claim(row);
    return toVersion(row);
  }
  const building = same.find(({ state }) => state === 'queued' || state === 'building');
  const built = building && (await waitForRunningBuild(functionContext, building));
  if (!building || !built || !(await holdsPackage(functionContext, pkg, building))) return undefined;
  versionCache.claim(building);
  return built;
}

/** An upload of the size that is allowed, with all its repeats, takes no longer; in ms. */
const COMPANY_MS = 15 * 60_000;

/** A time that is not told counts as the same. */
const hasCompany = ({ id, createdAt }: VersionRow, rows: VersionRow[]): boolean =>
  rows.some((row) => {
    const apart = Math.abs(Date.parse(row.createdAt ?? '') - Date.parse(createdAt ?? ''));
    return row.id !== id && !(apart > COMPANY_MS);
  });

async function holdsPackage(functionContext: InvokeContext, pkg: Package, row: VersionRow): Promise<boolean> {
  const different = await findDifferences(functionContext, pkg, row.id);
  if (different?.length === 0) return true;
  const what = different ? `other code (${different.length} files differ)` : 'nothing that can be read';
  functionContext.context.log.notice(
    `Version ${row.number} has the hash of this package, and holds ${what}: another upload overwrote it. It is not used.`,
  );
  return false;
}

async function waitForRunningBuild(
  { api, context, functionId }: InvokeContext,
  row: VersionRow,
): Promise<Version | undefined> {
  const { number } = row;
  context.log.info(`Version ${number} already holds this package and is being built; waiting for that.`);
  try {
    await waitForBuild(api, context, { functionId, versionId: row.id, number });
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind !== 'vendor') throw error;
    context.log.info(`${error.message} It is uploaded again.`);
    return undefined;
  }
  return { ...toVersion(row), status: 'ready', state: 'built' };
}
