import { DeployError } from '../../core/errors.js';
import type { Package, Version } from '../../core/model.js';
import { built } from './builds.js';
import type { Desk } from './desk.js';
import { type VersionRow, versionOf } from './rows.js';

/**
 * A version that already holds this archive: the live one, or the newest that is built. One that is still being built
 * (by a run before this one, say) is followed to its end; if that ends badly, there is none.
 */
export async function find(desk: Desk, { sha256 }: Package): Promise<Version | undefined> {
  const same = (await desk.seen.list()).filter((row) => row.hash === sha256);
  const ready = same.filter(({ state }) => state === 'built');
  const row = ready.find(({ active }) => active) ?? ready[0];
  if (row) {
    desk.seen.claim(row);
    return versionOf(row);
  }
  const building = same.find(({ state }) => state === 'queued' || state === 'building');
  return building && (await awaited(desk, building));
}

async function awaited({ api, context, id, seen }: Desk, row: VersionRow): Promise<Version | undefined> {
  const { number } = row;
  context.log.info(`Version ${number} already holds this package and is being built; waiting for that.`);
  try {
    await built(api, context, { functionId: id, versionId: row.id, number });
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind !== 'vendor') throw error;
    context.log.info(`${error.message} It is uploaded anew.`);
    return undefined;
  }
  seen.claim(row);
  return { ...versionOf(row), status: 'ready', state: 'built' };
}
