import { DeployError } from '../core/errors.js';
import { warnOnError } from '../core/forge.js';
import { formatDuration } from '../core/format.js';
import type { Alias } from '../core/model.js';
import { allTo } from '../core/traffic-split.js';
import { abortRollout } from './abort.js';
import type { GateVerdict } from './gate.js';
import { hasChecks, newComparisonFor, type ObservationWindow, type Observer, observe } from './observe.js';
import { describePlan, refuseImpossible, remainingSteps } from './plan.js';
import { type Prober, prober } from './probe.js';
import { addProbes, newComparison, summarizeProbes } from './probe-results.js';
import type { ScheduleStep } from './schedule.js';
import { countWaitingTime, readBack, shiftTraffic, visibility } from './shift-traffic.js';
import type { RolloutContext, RolloutState } from './state.js';

/**
 * Brings `version` to all traffic of the alias, step by step: probes before anything moves, moves, watches, asks the
 * gate, goes on. On a failed gate, an error or a stop, traffic goes back (or stays, where the request says so).
 * `alias` is as read just now; absent: there is none, and it is created. Writes everything into the receipt.
 * Throws `unhealthy` for a failed gate, `conflict` for someone else's move, `interrupted`, `input`, `refused`.
 */
export async function runRollout(context: RolloutContext, alias: Alias | undefined, version: string): Promise<void> {
  const { request, provider, clock, log } = context;
  const schedule = remainingSteps(request.rollout, alias, version);
  const facts = { schedule, request, provider, alias, version, leftMs: context.deadline - clock.now() };
  const probing = prober(request, context);
  refuseImpossible(facts);
  for (const line of describePlan(facts, probing?.what)) log.info(line);
  const state = newState(context, alias, version, schedule);
  context.receipt.rollout = state.result;
  context.receipt.before ??= alias?.split ?? null;
  context.receipt.after ??= context.receipt.before;
  if (request.dryRun) return rehearseRollout(state);
  const watcher = newObserver(state, probing);
  try {
    await runSteps(state, watcher);
    state.result.end = 'live';
  } catch (error) {
    await abortRollout(state, error);
  } finally {
    writeProbeSummary(state);
    // What a post step reads: this rollout has come to an end of its own.
    await warnOnError(log, () => context.forge.save(context.receipt));
  }
}

function newState(
  context: RolloutContext,
  alias: Alias | undefined,
  version: string,
  schedule: RolloutState['schedule'],
): RolloutState {
  const stable = alias?.split.stable;
  return {
    context,
    version,
    schedule,
    baseline: stable === undefined ? undefined : allTo(stable),
    position: { current: alias },
    result: { from: stable, to: version, schedule, reached: 0, waitedMs: 0, end: 'not-moved' },
    allProbes: newComparison(context.request.probe.compare),
  };
}

function newObserver({ context, version, schedule, result }: RolloutState, probing: Prober | undefined): Observer {
  const { request, provider, clock, log, signal } = context;
  const comparable = request.probe.compare && probing?.byNumber === true && result.from !== undefined;
  if (request.probe.compare && !comparable) log.notice('There is no stable version to compare with by its number.');
  const looks = 1 + schedule.filter(({ watchMs }) => watchMs > 0).length;
  const some = comparable ? Math.floor(request.probe.count / 2) : 0;
  const rules = { need: request.probe.count, maxFailures: request.probe.maxFailures ?? some, looks };
  return {
    ...{ request, provider, clock, log, signal, prober: probing, version, rules },
    stable: comparable ? result.from : undefined,
  };
}

/** A dry run: each move is written down by the journal, and nothing is probed or waited for. */
async function rehearseRollout(state: RolloutState): Promise<void> {
  for (const { percent } of state.schedule) await shiftTraffic(state, percent);
  state.result.reached = 0;
  state.result.end = 'not-moved';
}

async function runSteps(state: RolloutState, watcher: Observer): Promise<void> {
  const { schedule } = state;
  const byNumber = watcher.prober?.byNumber === true;
  // A probe that whatever is live answers says nothing about the new version yet; alarms may.
  const before = byNumber ? watcher : { ...watcher, prober: undefined };
  if (hasChecks(before)) await passGate(state, before, { ms: 0, percent: 0 });
  const tellsApart = await probeBaseline(state, watcher);
  for (const step of schedule) {
    await shiftTraffic(state, step.percent, byNumber ? {} : visibility(state, watcher.prober, tellsApart));
    await observeStep(state, watcher, step);
  }
  const last = schedule.at(-1);
  if ((last?.watchMs ?? 0) > 0 || (watcher.prober && !byNumber)) await readBack(state);
}

/** Where whatever is live answers: does the old version fail what the new one is asked? Throws `refused`: nobody can pass. */
async function probeBaseline(
  { result: { from }, context, position }: RolloutState,
  { prober }: Observer,
): Promise<boolean> {
  if (!prober || prober.byNumber || from === undefined) return false;
  const baseline = await prober.probe(from);
  if (!('sample' in baseline)) return false;
  if (!baseline.unreached || position.current?.off) return !baseline.sample.ok;
  const what = `The probe cannot pass: ${prober.what} fails for version ${from}, which is live, too: ${baseline.why}.`;
  const path =
    context.request.probe.url === undefined
      ? ''
      : ' If only the new version has that path, say so with `probe.expect: status=200`.';
  throw new DeployError('refused', what, { next: `Check where the probe asks.${path}` });
}

/** After a move: watch as long as asked; where the probes could not see the version before, they must see it now. */
async function observeStep(state: RolloutState, watcher: Observer, { percent, watchMs }: ScheduleStep): Promise<void> {
  if (watchMs > 0 && !hasChecks(watcher)) {
    const { clock, signal, log } = state.context;
    log.info(`${percent} % for ${formatDuration(watchMs)}.`);
    return countWaitingTime(state, () => clock.sleep(watchMs, signal));
  }
  const unseen = watcher.prober?.byNumber === false;
  if (watchMs > 0 || unseen) await passGate(state, watcher, { ms: watchMs, percent });
}

/** Watches, and throws `unhealthy` unless the gate says pass. */
async function passGate(state: RolloutState, watcher: Observer, stint: ObservationWindow): Promise<void> {
  const { context, version } = state;
  const tally = newComparisonFor(watcher);
  const stage = stint.percent === 0 ? 'probe' : `watch ${stint.percent} %`;
  let end: GateVerdict;
  try {
    end = await context.stage(stage, () => countWaitingTime(state, () => observe(watcher, stint, tally)));
  } finally {
    addProbes(state.allProbes, tally);
  }
  if (end.verdict === 'pass') {
    context.log.info(`Version ${version} passed at ${stint.percent} %: ${end.why}.`);
    return;
  }
  const at =
    stint.percent === 0
      ? `before any traffic of ${context.request.alias} moved`
      : `with ${stint.percent} % of the traffic`;
  const what = end.verdict === 'fail' ? 'failed its probes' : 'did not bring enough evidence';
  throw new DeployError('unhealthy', `Version ${version} ${what} ${at}: ${end.why}.`, {
    next: 'Fix the cause, and deploy again.',
  });
}

function writeProbeSummary({ result, allProbes }: RolloutState): void {
  const [fresh, stable] = [summarizeProbes(allProbes.fresh), allProbes.stable && summarizeProbes(allProbes.stable)];
  if (fresh.sent === 0) return;
  result.probes = { fresh, ...(stable && stable.sent > 0 && { stable }) };
}
