import { createReadStream } from 'node:fs';
import { DeployError, isStop, mayHaveTakenEffect } from '../../core/errors.js';
import { nextWritePause } from '../../core/http/next-pause.js';
import type { Package } from '../../core/model.js';
import type { UploadFile } from './admin-client.js';
import { findDifferingFiles } from './compare-content.js';
import type { InvokeContext } from './context.js';
import type { VersionRow } from './parse-responses.js';

/** Uploads at once to one function take the same number, and all but one fail: then one tries again. */
const MAX_UPLOADS_IN_RACE = 8;
/** After a lost connection the server may still be at work. */
const MAX_LOOKUPS = 3;
const LOOKUP_PAUSE_MS = 700;

export interface UploadedVersion {
  /** UUID */
  id: string;
  number: string;
  buildId?: string;
}

/**
 * Uploads the package once, and says what became of it. `before`: the UUIDs of the versions that were there first.
 * Throws `vendor`, `network`, or `refused` when the stored content is not ours.
 */
export async function uploadVersion(
  functionContext: InvokeContext,
  pkg: Package,
  before: Set<string>,
): Promise<UploadedVersion> {
  const { api, context, functionId } = functionContext;
  let known = before;
  context.log.info(`Uploading ${pkg.bytes} bytes.`);
  for (let count = 1; ; count++) {
    const answer = await api.uploadVersion(functionId, uploadOf(pkg)).catch(unclearOutcome);
    if (!(answer instanceof DeployError)) return answer;
    const { arrived, rows } = await lookUpUpload(functionContext, pkg, { before, error: answer });
    if (arrived) return await adoptUpload(functionContext, pkg, arrived);
    const raced = rows.some((row) => !known.has(row.id));
    known = uuidsOf(rows);
    const collided = raced && count < MAX_UPLOADS_IN_RACE;
    const pause = collided ? pauseAfterCollision(count) : nextWritePause(answer, { ...context, count });
    if (pause === undefined) throw uploadFailed(answer, pkg, count);
    const why = raced ? 'another one was faster' : answer.message;
    context.log.info(`The upload left no version behind (${why}); trying again.`);
    await context.clock.sleep(pause, context.signal);
  }
}

/** Those who collided must not collide again. */
const pauseAfterCollision = (count: number): number => 50 + Math.random() * 300 * count;

/** An error that leaves it open whether the upload took effect; any other is thrown on. */
function unclearOutcome(error: unknown): DeployError {
  if (mayHaveTakenEffect(error)) return error;
  throw error;
}

export const uuidsOf = (rows: VersionRow[]): Set<string> => new Set(rows.map((row) => row.id));

const uploadOf = ({ file, bytes, format }: Package): UploadFile => ({
  open: () => createReadStream(file),
  bytes,
  filename: format === 'zip' ? 'package.zip' : 'package.tgz',
  type: format === 'zip' ? 'application/zip' : 'application/gzip',
});

/** The files of a stored version that are not as they were packed. */
export async function compareWithPackage(
  { api, context, functionId }: InvokeContext,
  pkg: Package,
  versionId: string,
  fewTries = false,
): Promise<string[]> {
  return await findDifferingFiles(
    await api.downloadVersion(functionId, versionId, fewTries),
    pkg.manifest,
    context.env.RUNNER_TEMP,
  );
}

/** The same. undefined: what is stored is no archive (the server says 500 to that, however often), so it is not what was sent. */
export async function findDifferences(
  functionContext: InvokeContext,
  pkg: Package,
  versionId: string,
): Promise<string[] | undefined> {
  try {
    return await compareWithPackage(functionContext, pkg, versionId, true);
  } catch (error) {
    if (!(error instanceof DeployError) || isStop(error)) throw error;
    if (error.status === 500) return undefined;
    // A server that restarts is waited for.
    return await compareWithPackage(functionContext, pkg, versionId);
  }
}

interface UploadSearch {
  before: Set<string>;
  error: DeployError;
}

/** Whether an upload that was not answered, or answered with an error, left its row. */
async function lookUpUpload({ versionCache, context }: InvokeContext, pkg: Package, { before, error }: UploadSearch) {
  context.log.info(`It is not clear whether the upload arrived (${error.message}) Looking for its hash.`);
  const looks = error.kind === 'network' ? MAX_LOOKUPS : 1;
  for (let look = 1; ; look++) {
    const rows = await versionCache.fetch();
    const arrived = rows.find((row) => !before.has(row.id) && row.hash === pkg.sha256);
    if (arrived || look >= looks) return { arrived, rows };
    await context.clock.sleep(LOOKUP_PAUSE_MS, context.signal);
  }
}

/**
 * The hash is in the row, but the object is written before the row, under the number alone: who lost a race may have
 * overwritten it. So its content is compared. A row without a build gets one.
 */
async function adoptUpload(functionContext: InvokeContext, pkg: Package, row: VersionRow): Promise<UploadedVersion> {
  const { api, context, functionId } = functionContext;
  const { number } = row;
  const different = await compareWithPackage(functionContext, pkg, row.id);
  if (different.length > 0) {
    const some = different.slice(0, 3).join(', ');
    throw new DeployError(
      'refused',
      `Version ${number} has our hash, but other content: ${different.length} files differ (${some}).`,
      {
        next: `Another upload overwrote it. Nothing was switched. Delete version ${number} and deploy again, one deploy at a time.`,
      },
    );
  }
  context.log.info(`The upload had arrived, as version ${number}.`);
  const buildId = (await isUnbuilt(functionContext, row))
    ? (await api.startBuild(functionId, row.id, 'none')).id
    : undefined;
  return { id: row.id, number, buildId };
}

/** The build is queued a moment after the row: only what stays without one has none. */
async function isUnbuilt({ context, versionCache }: InvokeContext, row: VersionRow): Promise<boolean> {
  if (row.state !== 'none') return false;
  await context.clock.sleep(LOOKUP_PAUSE_MS, context.signal);
  return (await versionCache.fetch()).some((one) => one.id === row.id && one.state === 'none');
}

function uploadFailed(error: DeployError, pkg: Package, count: number): DeployError {
  const { kind, status, code, cause } = error;
  const next =
    status === 500
      ? 'It answers so to an archive that it cannot read or that is over its limit, and to uploads at the same time. Nothing was switched.'
      : 'Nothing was switched. Run it again; what arrived meanwhile is found by its hash.';
  const message = `The upload of ${pkg.bytes} bytes failed ${count} times, and left no version behind. ${error.message}`;
  return new DeployError(kind, message, { next, status, code, cause });
}
