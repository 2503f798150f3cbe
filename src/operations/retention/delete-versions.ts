import { DeployError, isClearRefusal, isStop, messageOf } from '../../core/errors.js';
import type { Alias, Version } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import type { Removal } from '../../core/retention.js';
import { noteDangling } from './dangling.js';
import type { Ledger } from './ledger.js';
import { formatVersionRanges } from './version-ranges.js';

/** A version that is to go, and why. */
export interface Candidate {
  version: Version;
  why: string;
}

/** Deletions on their way at the same time. AWS allows about 15 writes a second to an account. */
const PARALLEL_DELETES = 4;
/** ms; doubled each time that the vendor says "not so fast" */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** So many refusals and not one success: the next will be refused too. */
const HOPELESS = 8;

/**
 * Deletes, a few at a time, and goes on after a refusal. Slows down when the vendor asks for it, and stops at the
 * deadline; what was not tried then is said. `aliases`: as they were before. Throws `interrupted`, and `conflict` when
 * someone pointed an alias at a version while it was deleted: then nothing more is tried.
 */
export async function deleteVersions(
  context: OperationContext,
  doomed: readonly Candidate[],
  ledger: Ledger,
  aliases: readonly Alias[],
): Promise<void> {
  const { request, receipt, clock, signal } = context;
  const pace: Pace = { until: 0, pause: FIRST_PAUSE };
  let next = 0;
  const stopped = (): string | undefined => {
    if (pace.broken) return 'not tried: a version that was deleted had just got traffic';
    if (clock.now() >= context.deadline) return 'not tried: `timeout` was over';
    const hopeless = ledger.count('refused') + ledger.count('failed') >= HOPELESS && ledger.count('removed') === 0;
    return hopeless ? `not tried: the first ${HOPELESS} were all refused` : undefined;
  };
  const worker = async () => {
    for (let one = doomed[next++]; one; one = doomed[next++]) {
      const wait = pace.until - clock.now();
      if (wait > 0) await clock.sleep(wait, signal);
      const why = stopped();
      const row = why ? { ...rowOf(one), outcome: 'failed' as const, why } : await deleteVersion(context, one, pace);
      ledger.add(row);
      ledger.settle(`delete version ${one.version.id}`);
    }
  };
  if (!request.dryRun && doomed.length > 0)
    receipt.doomed = formatVersionRanges(doomed.map(({ version }) => version.id));
  const workers = request.dryRun ? 1 : Math.min(PARALLEL_DELETES, doomed.length);
  try {
    await context.stage('delete', () => Promise.all(Array.from({ length: workers }, worker)));
  } finally {
    delete receipt.doomed;
  }
  ledger.close();
  if (!pace.broken) return;
  await noteDangling(context, pace.broken.version, aliases);
  throw pace.broken.error;
}

const rowOf = ({ version, why }: Candidate): Removal => ({
  kind: 'version',
  id: version.id,
  outcome: 'planned',
  why,
  bytes: version.bytes,
});

interface Pace {
  /** ms since the epoch: nobody sends before */
  until: number;
  pause: number;
  /** a version that was deleted while someone pointed an alias at it */
  broken?: { version: string; error: DeployError };
}

async function deleteVersion(context: OperationContext, one: Candidate, pace: Pace): Promise<Removal> {
  const { provider, request, clock, signal } = context;
  for (;;) {
    try {
      // What the vendor would not tell until it is asked to delete.
      const kept = request.dryRun ? await provider.whyKept?.(one.version) : undefined;
      if (kept !== undefined) return { ...rowOf(one), outcome: 'kept', why: kept };
      await provider.remove(one.version);
      pace.pause = FIRST_PAUSE;
      return { ...rowOf(one), outcome: request.dryRun ? 'planned' : 'removed' };
    } catch (error) {
      if (isThrottle(error) && clock.now() + pace.pause < context.deadline) {
        dropStep(context, one);
        pace.until = clock.now() + pace.pause;
        pace.pause = Math.min(pace.pause * 2, LONGEST_PAUSE);
        await clock.sleep(pace.until - clock.now(), signal);
        continue;
      }
      return failed(error, one, pace);
    }
  }
}

const isThrottle = (error: unknown): boolean => error instanceof DeployError && error.status === 429;

/** An attempt that was put off does not count as a step. */
function dropStep({ receipt: { steps } }: OperationContext, { version }: Candidate): void {
  const at = steps.findLastIndex(({ what }) => what === `delete version ${version.id}`);
  if (at >= 0) steps.splice(at, 1);
}

function failed(error: unknown, one: Candidate, pace: Pace): Removal {
  const why = messageOf(error);
  if (!(error instanceof DeployError)) throw error;
  if (isStop(error)) throw error;
  if (error.writeAccepted) {
    if (error.kind === 'conflict') pace.broken ??= { version: one.version.id, error };
    return { ...rowOf(one), outcome: 'removed', why };
  }
  if (error.status === 404) return { ...rowOf(one), outcome: 'missing', why };
  return { ...rowOf(one), outcome: isClearRefusal(error) ? 'refused' : 'failed', why };
}
