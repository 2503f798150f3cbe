import { DeployError, messageOf } from '../../core/errors.js';
import { latestNotice } from '../../core/latest-callers.js';
import type { LatestReport } from '../../core/latest-report.js';
import type { Version } from '../../core/model.js';
import { vendorChecksumOf } from '../../core/note.js';
import type { Operation, OperationContext } from '../../core/operation.js';
import type { Provider, PublishResult } from '../../core/provider.js';
import { RESTORE_MS } from '../../core/run-deadline.js';
import { announcement } from './announce.js';
import { readLatestCallers, withinPatience } from './callers.js';
import { followLive, readHolds } from './follow.js';
import { goesLiveAtOnce, latestPolicy, refuseLatestCallers } from './policy.js';
import { protectedVersion, putBack } from './protect.js';

/**
 * Wraps an operation so that callers of the newest upload, whom no alias shields, are reckoned with: they are read while
 * the package is made, a promise that would not hold for them is refused before anything is sent, the live code is put
 * back where `latest-callers: protect` asks for it, and what they get in the end is read and said.
 */
export function withLatestCallers(operation: Operation): Operation {
  return {
    ...operation,
    async run(context) {
      const { provider } = context;
      if (provider.capabilities.latest === undefined || !provider.callers) return operation.run(context);
      const guard = latestGuard(context, operation);
      try {
        await operation.run({ ...context, provider: guard.provider });
      } catch (error) {
        await guard.finish(true);
        throw error;
      }
      await guard.finish(false);
    },
  };
}

/**
 * A preview refuses callers of the newest upload by itself, before the upload, unless it is told to protect them: only
 * then is there something to look after.
 */
export const withProtectedCallers = (operation: Operation): Operation => ({
  ...operation,
  run: (context) =>
    context.request.latestCallers === 'protect' ? withLatestCallers(operation).run(context) : operation.run(context),
});

function latestGuard(outer: OperationContext, { effect }: Operation) {
  const { request, receipt } = outer;
  const { provider, announce } = announcement(outer);
  const context = { ...outer, provider };
  const { pinLatest } = provider;
  const policy = latestPolicy(request);
  let started: Promise<LatestReport | undefined> | undefined;
  const read = () => {
    started ??= readLatestCallers(context);
    return started;
  };
  // A way back sends only what it must before it has moved.
  const back = effect === 'goes-back';
  // What may be refused is read while the package is made; what is only told, while it is uploaded.
  if (!back && policy !== 'warn') read();
  const look = async () => {
    if (back) return;
    const reading = read();
    if (policy === 'warn') return;
    receipt.latest ??= await reading;
    refuseLatestCallers(request, receipt.latest);
  };
  const guarded: Provider = {
    ...provider,
    // An alias at the newest upload is pinned before the upload: a refusal comes before both.
    ...(pinLatest && {
      async pinLatest(note: string) {
        await look();
        return pinLatest(note);
      },
    }),
    async publish(pkg, note) {
      await look();
      if (policy !== 'protect') return provider.publish(pkg, note);
      const uploaded = vendorChecksumOf(pkg, provider.capabilities.codeHash) ?? '';
      const publish = async () => {
        await announce(pkg);
        return provider.publish(pkg, note);
      };
      return publishProtected(context, publish, [uploaded]);
    },
    async point(alias, split, options) {
      if (alias === request.alias) await look();
      return provider.point(alias, split, options);
    },
  };
  return { provider: guarded, finish: (failed: boolean) => finish(context, { effect, read, failed }) };
}

/** Uploads and publishes, and puts the live version's code back unless the new one goes live at once. */
async function publishProtected(
  context: OperationContext,
  publish: () => Promise<PublishResult>,
  uploaded: string[],
): Promise<PublishResult> {
  const { receipt, request, clock, provider } = context;
  const stable = await protectedVersion(context);
  if (!stable || !receipt.latest) return publish();
  receipt.latest.pending = { stable: stable.id, uploaded };
  const started = clock.now();
  const published = await publish();
  if (published.version.id === stable.id) delete receipt.latest.pending;
  else if (!goesLiveAtOnce(request)) {
    const live = await liveNow(context, stable);
    // Published it is, whatever becomes of the rest.
    receipt.version = published.version;
    receipt.changed = published.created;
    await putBack(context, live, checksumsOf(uploaded, published.version));
    receipt.latest.putBack = live.id;
    delete receipt.latest.pending;
    if (request.dryRun) return published;
    receipt.latest.exposedMs = clock.now() - started;
    receipt.latest.holds = live.id;
    context.log.info(`${provider.capabilities.latest} holds the code of version ${live.id} again.`);
  }
  return published;
}

/** What is live may be another one since the upload began. */
async function liveNow({ provider, request }: OperationContext, before: Version): Promise<Version> {
  const id = (await provider.alias(request.alias))?.split.stable;
  return (id === undefined || id === before.id ? undefined : await provider.version(id)) ?? before;
}

const checksumsOf = (uploaded: string[], { checksum }: Version): string[] =>
  checksum === undefined ? uploaded : [...uploaded, checksum];

interface Ending {
  effect: Operation['effect'];
  read: () => Promise<LatestReport | undefined>;
  failed: boolean;
}

/** What callers of the newest upload get now: put right where that was asked for, read, and said. Throws only where a run that went well could not put it right. */
async function finish(context: OperationContext, { effect, read, failed }: Ending): Promise<void> {
  const { receipt, request, log } = context;
  const asked = request.latestCallers === 'protect';
  if (receipt.steps.length === 0 && (failed || !asked)) return;
  const after = failed ? await reopened(context) : context;
  receipt.latest ??= await withinPatience(
    failed && effect === 'goes-back' ? readLatestCallers(after) : read(),
    context,
  );
  const report = receipt.latest;
  if (!report) return;
  let broken: DeployError | undefined;
  try {
    if (asked) await followLive(after, report, effect);
  } catch (error) {
    broken = notFollowed(report, error);
  }
  if (!request.dryRun) await withinPatience(readHolds(after, report), context);
  const notice = latestNotice(receipt);
  if (notice) log.notice(notice);
  if (!broken) return;
  if (!failed) throw broken;
  log.warning(broken.message);
}

/** `protect` is a promise: a run that cannot keep it is not green, whatever became of the alias. */
function notFollowed({ qualifier }: LatestReport, error: unknown): DeployError {
  const { kind = 'network', next, page, status, code } = error instanceof DeployError ? error : {};
  const what = `${qualifier} could not be given the code that is live: ${messageOf(error)}`;
  return new DeployError(kind, what, { next, page, status, code, cause: error, writeAccepted: true });
}

/** What went wrong may have been that the time was over, or that the run was told to stop. */
async function reopened(context: OperationContext): Promise<OperationContext> {
  const until = context.clock.now() + RESTORE_MS;
  const provider = await context.reopen?.(until).catch(() => undefined);
  return provider ? { ...context, provider, signal: undefined, deadline: until } : context;
}
