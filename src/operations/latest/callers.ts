import { messageOf } from '../../core/errors.js';
import type { LatestReport } from '../../core/latest-report.js';
import type { OperationContext } from '../../core/operation.js';

/** For so long a run that has done its work waits to learn who calls the newest upload, in ms. */
const PATIENCE_MS = 3_000;

/**
 * Who calls the newest upload, as far as it can be read. Never throws: what could not be read is named in the report.
 * undefined: nobody can call it by a name of its own (Invoke).
 */
export async function readLatestCallers({
  provider,
  request,
}: Pick<OperationContext, 'provider' | 'request'>): Promise<LatestReport | undefined> {
  const { latest: qualifier } = provider.capabilities;
  if (qualifier === undefined || !provider.callers) return undefined;
  try {
    const { callers: all, unread, unasked, calls } = await provider.callers(undefined, true);
    // The run's own alias is pinned, or moved, before anything else could reach it by this.
    const callers = all.filter((one) => one.qualifier === qualifier && one.alias !== request.alias);
    const others = all.filter((one) => one.qualifier !== qualifier);
    return {
      qualifier,
      callers: callers.filter(({ maybe }) => !maybe),
      maybe: callers.filter(({ maybe }) => maybe),
      unread,
      ...(others.length > 0 && { others }),
      ...(unasked && { unasked }),
      ...(calls && { calls: calls[qualifier] ?? 0, counts: calls }),
    };
  } catch (error) {
    return { qualifier, callers: [], maybe: [], unread: [`who calls ${qualifier} (${messageOf(error)})`] };
  }
}

/** What `read` brings within a few seconds; undefined: it did not come. Nobody's rollback waits longer for it. */
export function withinPatience<T>(
  read: Promise<T>,
  { clock }: Pick<OperationContext, 'clock'>,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(PATIENCE_MS, () => resolve(undefined));
    const end = (value: T | undefined) => {
      cancel();
      resolve(value);
    };
    read.then(end, () => end(undefined));
  });
}
