import { afterAcceptedWrite, DeployError } from '../../core/errors.js';
import { pauseInTime } from '../../core/http/next-pause.js';
import { readableText } from '../../core/http/readable-text.js';
import type { Package } from '../../core/model.js';
import type { PublishResult } from '../../core/provider.js';
import type { InvokeContext } from './context.js';
import { toVersion, type VersionRow } from './parse-responses.js';
import { refuseUnbuildable } from './refuse-unbuildable.js';
import { compareWithPackage, findDifferences, type UploadedVersion, uploadVersion, uuidsOf } from './upload-version.js';
import { waitForBuild } from './wait-for-build.js';

/** How often a version that others overwrite is uploaded at most: each time one is left behind that holds other code. */
const MAX_UPLOADS = 8;

/** Uploads the package as a new version, follows its build to the end, and makes sure that it holds what was sent. */
export async function publish(functionContext: InvokeContext, pkg: Package): Promise<PublishResult> {
  const { context, versionCache } = functionContext;
  if (functionContext.row) await refuseUnbuildable(pkg, functionContext.row);
  warnOfLinks(functionContext, pkg);
  const rows = await versionCache.cachedOrFetch();
  const before = uuidsOf(rows);
  const settled = uuidsOf(rows.filter(({ built }) => built));
  let last: string[] = [];
  for (let count = 1; count <= MAX_UPLOADS; count++) {
    const sent = await uploadVersion(functionContext, pkg, before);
    const { number } = sent;
    context.log.info(`Uploaded as version ${number}.`);
    const upload = { sent, before };
    const { row, different, raced } = await afterAcceptedWrite(() => buildAndVerify(functionContext, pkg, upload));
    if (row && (different.length === 0 || (!raced && isSameList(different, last)))) {
      warnOfOtherContent(functionContext, row, different);
      const used = await afterAcceptedWrite(() => firstOfSameCode(functionContext, pkg, { row, settled }));
      versionCache.claim(used);
      return { version: { ...toVersion(used), status: 'ready' }, created: true, uploadedBytes: pkg.bytes * count };
    }
    last = different;
    before.add(sent.id);
    context.log.warning(
      `Another upload at the same moment overwrote version ${number}: it has our hash, but other code. Delete it; ours is uploaded once more.`,
    );
    // Each waits for another time, so that they get out of each other's way.
    const pause = pauseInTime({ count, doubtful: false }, context);
    if (pause === undefined) break;
    await context.clock.sleep(pause, context.signal);
  }
  throw new DeployError('refused', 'Other uploads overwrote ours again and again. Nothing was switched.', {
    next: 'Deploy a function from one place at a time (`concurrency` in the workflow), and run it again.',
  });
}

/** The server unpacks a zip without knowing links (adm-zip), and keeps a tgz as it is. */
function warnOfLinks({ context }: InvokeContext, { format, manifest }: Package): void {
  const links = manifest.entries.filter(({ mode }) => (mode & 0o170000) === 0o120000);
  if (format !== 'zip' || links.length === 0) return;
  const which = links[0]?.path ?? '';
  context.log.warning(
    `Invoke turns the symbolic links of a zip into text files (${links.length}, such as "${which}"); give \`path\` a .tgz to keep them.`,
  );
}

const isSameList = (one: string[], other: string[]): boolean => one.join('\n') === other.join('\n');

/** The same difference twice, and nobody else was there: this server keeps such files otherwise. */
function warnOfOtherContent({ context }: InvokeContext, { number }: VersionRow, different: string[]): void {
  if (different.length === 0) return;
  const some = different
    .slice(0, 3)
    .map((name) => readableText(name))
    .join(', ');
  context.log.warning(
    `Invoke keeps ${different.length} files of version ${number} otherwise than they were packed, twice in a row and with no other upload beside it: ${some}.`,
  );
}

interface Upload {
  sent: UploadedVersion;
  /** the UUIDs of the versions that were there first, or are known to hold other code */
  before: Set<string>;
}

interface StoredContent {
  /** undefined: its build failed on bytes that are not ours, or what is stored cannot be read */
  row?: VersionRow;
  /** the files that are stored otherwise than they were packed; sorted */
  different: string[];
  /** others have uploaded meanwhile, and it shows */
  raced: boolean;
}

/** Follows the build to its end. A build that failed on somebody else's bytes, or on half of them, says nothing of ours. */
async function buildAndVerify(functionContext: InvokeContext, pkg: Package, upload: Upload): Promise<StoredContent> {
  const { api, context, functionId } = functionContext;
  const { id: versionId, number, buildId } = upload.sent;
  const failure = await waitForBuild(api, context, { functionId, versionId, number, buildId }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof DeployError && error.code === 'build-failed') return error;
      throw error;
    },
  );
  if (!failure) return await verifyContent(functionContext, pkg, upload);
  const different = await findDifferences(functionContext, pkg, versionId);
  if (different?.length === 0) throw failure;
  return { different: different ?? [], raced: true };
}

/**
 * The row, with our hash in it, and whether it is true. The object is written before the row, under the number alone: of
 * two uploads at once the one that is refused may have written last, and it leaves no row. So the content is always
 * compared, and after the build, which reads the same object: an upload that overwrote ours before the build is still
 * there then.
 */
async function verifyContent(
  functionContext: InvokeContext,
  pkg: Package,
  { sent, before }: Upload,
): Promise<StoredContent> {
  const { id, number } = sent;
  const rows = await functionContext.versionCache.fetch();
  const row = rows.find((one) => one.id === id);
  if (!row) {
    throw new DeployError('refused', `Version ${number} was uploaded, and is not among the versions any more.`, {
      next: 'Someone deleted it at the same moment. Nothing was switched; run it again.',
    });
  }
  if (row.hash !== pkg.sha256) throw wrongHash(row, pkg);
  const raced = rows.some((one) => one.id !== id && !before.has(one.id));
  const different = await findDifferences(functionContext, pkg, id);
  if (different) return { row, different, raced };
  if (raced) return { different: [], raced };
  // It was built from the same object, so that is an archive: what fails is the way to it.
  functionContext.context.log.warning(
    `What Invoke has stored as version ${number} could not be read back, so only its hash says that it is what was sent.`,
  );
  return { row, different: [], raced };
}

/**
 * Runs that publish the same code at the same moment agree on one version, the first that was not built when they began
 * (`settled`): otherwise each would find the switch of another in its way.
 */
async function firstOfSameCode(
  functionContext: InvokeContext,
  pkg: Package,
  { row, settled }: { row: VersionRow; settled: Set<string> },
): Promise<VersionRow> {
  const { api, context, functionId, versionCache } = functionContext;
  const first = (await versionCache.cachedOrFetch())
    .filter(({ id, hash, state }) => !settled.has(id) && hash === pkg.sha256 && state !== 'failed')
    .reduce((one, other) => (Number(other.number) < Number(one.number) ? other : one), row);
  if (first.id === row.id) return row;
  const { id, number } = first;
  try {
    if (!first.built) await waitForBuild(api, context, { functionId, versionId: id, number });
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'vendor') return row;
    throw error;
  }
  if ((await compareWithPackage(functionContext, pkg, id)).length > 0) return row;
  context.log.notice(
    `Another run published the same code at the same moment, as version ${number}: that one is used, and version ${row.number} by nobody.`,
  );
  return first;
}

function wrongHash({ number, hash }: VersionRow, { sha256 }: Package): DeployError {
  const message = `Version ${number} does not hold what was sent: its hash is ${hash ?? 'missing'}, ours ${sha256}.`;
  return new DeployError('refused', message, {
    next: 'Nothing was switched. Delete that version and deploy again, with one deploy of a function at a time.',
  });
}
