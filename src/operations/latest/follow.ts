import { collect } from '../../core/collect.js';
import type { LatestReport } from '../../core/latest-report.js';
import { isAnnounced } from '../../core/note.js';
import type { Operation, OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';
import { publishedChecksums, putBack } from './protect.js';

/** What it takes to look after the newest upload: of a run, or of the post step of one that was killed. */
export type FollowingContext = Pick<OperationContext, 'receipt' | 'provider' | 'request' | 'signal' | 'stage' | 'log'>;

/** The newest upload holds the code of the version that has the traffic; what somebody else uploaded is left alone. */
export async function followLive(
  context: FollowingContext,
  report: LatestReport,
  effect: Operation['effect'],
): Promise<void> {
  const { receipt, provider, request } = context;
  // Read now: somebody else may have moved it since this run did, or failed to.
  const alias = request.dryRun ? undefined : await provider.alias(request.alias);
  const target = request.dryRun ? plannedTarget(context, effect) : alias?.split.stable;
  if (target === undefined || !provider.putLatest || !provider.latest) return;
  if (request.dryRun) {
    await putBack(context, { id: target, status: 'ready' }, []);
    return;
  }
  const [version, now] = await Promise.all([provider.version(target), provider.latest()]);
  if (!version || !now || version.checksum === now.checksum) {
    delete report.pending;
    return;
  }
  const own = [
    report.pending?.uploaded ?? [],
    receipt.version?.checksum ?? [],
    await checksumOf(provider, receipt.before?.stable),
    // An earlier run was killed before it had published what it uploaded.
    now.checksum && isAnnounced(alias?.note, now.checksum, provider.capabilities.codeHash) ? now.checksum : [],
  ].flat();
  // A move of what is published already loses no code when the newest upload follows it.
  const expected = effect === 'publishes' ? own : [...own, ...(await publishedChecksums(provider))];
  await putBack(context, version, expected);
  delete report.pending;
}

/** A rehearsed deploy has said already what it would put back. */
const plannedTarget = ({ receipt }: FollowingContext, effect: Operation['effect']): string | undefined =>
  effect === 'publishes' || effect === 'previews' ? undefined : receipt.version?.id;

async function checksumOf(provider: Provider, id: string | undefined): Promise<string[]> {
  const checksum = id === undefined ? undefined : (await provider.version(id))?.checksum;
  return checksum === undefined ? [] : [checksum];
}

/** Which version's code the newest upload holds: asked only where somebody calls it, or where it was promised. */
export async function readHolds({ provider, receipt, request }: FollowingContext, report: LatestReport): Promise<void> {
  const { callers, maybe, calls } = report;
  if (callers.length + maybe.length + (calls ?? 0) === 0 && request.latestCallers !== 'protect') return;
  const now = await provider.latest?.();
  if (!now) return;
  const ids = new Set([
    receipt.version?.id,
    receipt.after?.stable,
    receipt.after?.canary?.version,
    receipt.before?.stable,
  ]);
  for (const id of ids) {
    if (id === undefined) continue;
    const version =
      id === receipt.version?.id && receipt.version.checksum ? receipt.version : await provider.version(id);
    if (version?.checksum === undefined || version.checksum !== now.checksum) continue;
    report.holds = id;
    return;
  }
  // A build that failed its gate, for one: it has a number, and no alias.
  const versions = await collect(provider.versions());
  report.holds = versions.find(({ checksum }) => checksum !== undefined && checksum === now.checksum)?.id ?? null;
}
