import { DeployError } from '../../core/errors.js';
import type { Package, Version } from '../../core/model.js';
import type { InvokeContext } from './context.js';
import { toVersion, type VersionRow } from './parse-responses.js';
import { waitForBuild } from './wait-for-build.js';

/**
 * A version that already holds this archive: the live one, or the newest that is built. One that is still being built
 * (by a run before this one, say) is followed to its end; if that ends badly, there is none.
 */
export async function findPublished(functionContext: InvokeContext, { sha256 }: Package): Promise<Version | undefined> {
  const same = (await functionContext.versionCache.fetch()).filter((row) => row.hash === sha256);
  const ready = same.filter(({ built }) => built);
  const row = ready.find(({ active }) => active) ?? ready[0];
  if (row) {
    functionContext.versionCache.claim(row);
    return toVersion(row);
  }
  const building = same.find(({ state }) => state === 'queued' || state === 'building');
  return building && (await waitForRunningBuild(functionContext, building));
}

async function waitForRunningBuild(
  { api, context, functionId, versionCache }: InvokeContext,
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
  versionCache.claim(row);
  return { ...toVersion(row), status: 'ready', state: 'built' };
}
