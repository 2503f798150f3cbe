import { warnOnError } from '../core/forge.js';
import type { Alias } from '../core/model.js';
import { allTo } from '../core/traffic-split.js';
import { abortRollout } from './abort.js';
import { observerOf, passGates } from './gates.js';
import { describePlan, refuseImpossible, remainingSteps } from './plan.js';
import { prober } from './probe.js';
import { newComparison, summarizeProbes } from './probe-results.js';
import { shiftTraffic } from './shift-traffic.js';
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
  try {
    await passGates(state, observerOf(state), probing);
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
    result: {
      ...{ from: stable, to: version, schedule, reached: 0, waitedMs: 0, end: 'not-moved' },
      ...{ gates: [], timeline: [] },
    },
    allProbes: newComparison(),
    startedAt: context.clock.now(),
  };
}

/** A dry run: each move is written down by the journal, and nothing is probed or waited for. */
async function rehearseRollout(state: RolloutState): Promise<void> {
  for (const { percent } of state.schedule) await shiftTraffic(state, percent);
  state.result.reached = 0;
  state.result.end = 'not-moved';
}

function writeProbeSummary({ result, allProbes }: RolloutState): void {
  const [fresh, stable] = [summarizeProbes(allProbes.fresh), summarizeProbes(allProbes.stable)];
  if (fresh.sent === 0) return;
  result.probes = { fresh, ...(stable.sent > 0 && { stable }) };
}
