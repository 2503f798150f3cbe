import { announceEndpoints } from './announce-endpoints.js';
import { bindVersion, refuseNeedlessHash } from './bind-version.js';
import { refuseMissingCapabilities } from './check-capabilities.js';
import type { Clock } from './clock.js';
import { DeployError, isSuperseded, messageOf } from './errors.js';
import type { Forge } from './forge.js';
import { type ForgeTime, timedForge } from './forge-time.js';
import { journal } from './journal.js';
import type { Log } from './log.js';
import type { Package, Receipt, Request, WorkflowRun } from './model.js';
import type { Operation, OperationContext } from './operation.js';
import { packageOnce } from './package-once.js';
import type { Provider, ProviderContext, ProviderEntry, ProviderModule } from './provider.js';
import { LAST_LOOK_MS, LAST_LOOK_WHEN_STOPPED_MS, type RunDeadline, runDeadline } from './run-deadline.js';
import { suggestedCommands } from './suggested-commands.js';
import { untilStopped } from './time-limit.js';
import type { Together } from './together.js';
import { describeSplit, sameSplit } from './traffic-split.js';

/** Everything a run needs from outside. */
export interface RunEnvironment {
  operation: Operation;
  entry: ProviderEntry;
  clock: Clock;
  log: Log;
  forge: Forge;
  workflowRun: WorkflowRun;
  env: ProviderContext['env'];
  signal?: AbortSignal;
  /** default: FORGE_TIME */
  forgeTime?: ForgeTime;
  /** the others of a release */
  together?: Together;
  /** ms; default: LAST_LOOK_MS */
  lastLookMs?: number;
  /** Makes the package; calls `safe` as soon as nothing can be wrong with the input any more. See package-once.ts. */
  pack(request: Request, log: Log, safe: () => void, isWanted: () => boolean): Promise<Package>;
}

/**
 * open provider → run operation → receipt. Never throws: what went wrong is in the receipt, beside what was done.
 */
export async function runOperation(request: Request, environment: RunEnvironment, receipt: Receipt): Promise<void> {
  const { clock } = environment;
  const started = clock.now();
  receipt.workflowRun = environment.workflowRun;
  receipt.effect = environment.operation.effect;
  receipt.dryRun = request.dryRun;
  receipt.providerTitle = environment.entry.capabilities.title;
  receipt.service = environment.entry.service?.(request);
  const log = noting(environment.log, receipt);
  const opened: Opened = {};
  try {
    const idle = await environment.operation.skipReason?.(request, environment.forge);
    // It may have made a plan of it.
    receipt.dryRun = request.dryRun;
    if (idle === undefined) {
      await refuseForeignRun(request, environment);
      const context = await prepare(request, { ...environment, log }, receipt, opened);
      await environment.operation.run(context);
      receipt.outcome = request.dryRun ? 'planned' : 'done';
      receipt.headline = environment.operation.headline?.(receipt);
    } else {
      receipt.outcome = 'skipped';
      log.notice(idle);
    }
  } catch (error) {
    receipt.outcome = isSuperseded(error) ? 'superseded' : outcomeOf(receipt);
    if (isSuperseded(error)) log.notice(error.message);
    else receipt.error = failureOf(error);
    const { signal, lastLookMs = LAST_LOOK_MS } = environment;
    const until = clock.now() + (signal?.aborted ? LAST_LOOK_WHEN_STOPPED_MS : lastLookMs);
    if (opened.again) await readLiveAgain(opened.again, request, receipt, until);
    if (receipt.outcome === 'superseded') receipt.switched = false;
  }
  opened.deadline?.release();
  opened.pack?.giveUp();
  if (opened.provider) receipt.suggestions.push(...suggestedCommands(request, opened.provider, receipt));
  receipt.ms = clock.now() - started;
}

/** Whoever may open a pull request must not decide what goes live. Reading is for everybody. Throws `refused`. */
async function refuseForeignRun({ allow, dryRun }: Request, { operation, forge }: RunEnvironment): Promise<void> {
  if (operation.effect === 'reads' || dryRun || allow.fork) return;
  const who = await forge.foreignRun?.();
  if (who === undefined) return;
  const what = `${who} set this run off, which has this repository's secrets: what it would ship or move may be anybody's.`;
  throw new DeployError('refused', what, {
    next: 'Nothing was sent. Use `on: pull_request`, or write `allow: fork` if nothing of the fork is used here.',
  });
}

/** What a failure can still use. */
interface Opened {
  pack?: ReturnType<typeof packageOnce>;
  deadline?: RunDeadline;
  provider?: Provider;
  /** the provider without the run's signal, until a time of its own (ms since the epoch) */
  again?: (until: number) => Promise<Provider>;
}

/** Checks all that can be checked without sending anything. Throws `input` or `refused`. */
export async function checkRequest(
  request: Request,
  { operation, entry, env }: Pick<RunEnvironment, 'operation' | 'entry' | 'env'>,
): Promise<ProviderModule> {
  refuseMissingCapabilities(request, operation, entry.capabilities);
  refuseNeedlessHash(request, entry.capabilities);
  operation.check?.(request);
  const module = await entry.load();
  module.check(request, env);
  return module;
}

/** Checks, then opens the provider. */
async function prepare(
  request: Request,
  environment: RunEnvironment,
  receipt: Receipt,
  opened: Opened,
): Promise<OperationContext> {
  const { clock, log, env, workflowRun, operation } = environment;
  const module = await checkRequest(request, environment);
  await announceEndpoints(module.configuredEndpoints?.(request, env) ?? [], environment);
  opened.deadline = runDeadline(clock, request.timeout, environment.signal);
  const { signal, at: deadline } = opened.deadline;
  const { signal: stop, forgeTime: time } = environment;
  const goesBack = operation.effect === 'goes-back';
  const forge = timedForge(environment.forge, { clock, signal, stop, goesBack, time });
  const stage = stages(receipt, clock);
  const pack = packageOnce((...told) => environment.pack(request, log, ...told), receipt, stage);
  opened.pack = pack;
  if (request.path !== undefined) await untilStopped(pack.safe(), signal);
  const save = (now: Receipt) => forge.save(now);
  const options = { clock, dryRun: request.dryRun, save };
  const context: ProviderContext = { clock, log, env, signal, deadline };
  opened.provider = await stage('open', () => module.open(request, context));
  bindVersion(request, opened.provider);
  const reopen = async (until: number) => {
    const fresh = await module.open(request, { ...context, signal: undefined, deadline: until });
    return journal(fresh, receipt, options);
  };
  opened.again = reopen;
  const provider = journal(opened.provider, receipt, { ...options, signal });
  const { together } = environment;
  const given = {
    request,
    provider,
    receipt,
    clock,
    log,
    forge,
    workflowRun,
    env,
    signal,
    deadline,
    stage,
    reopen,
    together,
  };
  return { ...given, pack: () => untilStopped(pack.whole(), signal) };
}

const stages =
  (receipt: Receipt, clock: Clock) =>
  async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = clock.now();
    try {
      return await work();
    } finally {
      receipt.stages.push({ name, ms: clock.now() - started });
    }
  };

/** Notices and warnings stay in the receipt too. */
const noting = (log: Log, receipt: Receipt): Log => ({
  ...log,
  notice(text) {
    // A provider that is opened once more says the same again.
    if (receipt.notices.includes(text)) return;
    receipt.notices.push(text);
    log.notice(text);
  },
  warning(text) {
    receipt.notices.push(text);
    log.warning(text);
  },
});

function failureOf(error: unknown): Receipt['error'] {
  if (error instanceof DeployError) {
    const { kind, message, next, page } = error;
    return { kind, message, next, ...(page && { page }) };
  }
  return { kind: 'bug', message: messageOf(error), next: 'This should not happen: please report it with the log.' };
}

/** How a run that threw has ended: where its rollout left the traffic says more than that it failed. */
function outcomeOf({ rollout }: Receipt): Receipt['outcome'] {
  if (rollout?.end === 'rolled-back') return 'rolled-back';
  return rollout?.end === 'held' ? 'held' : 'failed';
}

/** Was a move of this run's accepted, or may it have been? What somebody else moved meanwhile is not its doing. */
const mayHaveMoved = ({ steps }: Receipt): boolean =>
  steps.some(({ kind, status }) => kind === 'point' && status !== 'failed' && status !== 'planned');

/** After a failure: what is live is read, not guessed. Where even that fails, the receipt says that it is not known. */
async function readLiveAgain(
  again: (until: number) => Promise<Provider>,
  request: Request,
  receipt: Receipt,
  until: number,
): Promise<void> {
  if (receipt.error?.kind === 'input') return;
  const untouched = receipt.steps.length === 0 && receipt.after !== undefined;
  if (untouched) return;
  delete receipt.after;
  try {
    const provider = await again(until);
    const alias = await provider.alias(request.alias);
    receipt.after = alias?.split ?? null;
    receipt.off = alias?.off;
    if (receipt.before === undefined) receipt.before = receipt.after;
    receipt.switched = mayHaveMoved(receipt) && !sameSplit(receipt.before, receipt.after);
  } catch (error) {
    const before = receipt.before === undefined ? '' : ` Before the run it was ${describeSplit(receipt.before)}.`;
    receipt.notices.push(`What is live could not be read: ${messageOf(error)}${before}`);
  }
}
