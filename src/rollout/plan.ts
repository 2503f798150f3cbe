import { DeployError, inputError } from '../core/errors.js';
import { formatDuration } from '../core/format.js';
import type { Alias } from '../core/model.js';
import type { Provider } from '../core/provider.js';
import { hasProbes, type RolloutRequest } from '../core/request.js';
import { ALL_AT_ONCE, describeSchedule, printSchedule, type Schedule, watchedMs } from './schedule.js';

/** What a rollout may need beyond its watching, per step: moves, read-backs, a last probe. */
const STEP_MS = 15_000;

/**
 * The steps still to walk. Without an alias there is nothing to share traffic with, so all goes at once; a canary of
 * this very version goes on from the share it has.
 */
export function remainingSteps(schedule: Schedule | undefined, alias: Alias | undefined, version: string): Schedule {
  if (!schedule || !alias || alias.split.stable === version) return ALL_AT_ONCE;
  const { canary } = alias.split;
  if (canary?.version !== version) return schedule;
  const left = schedule.filter(({ percent }) => percent >= canary.percent);
  return left.length > 0 ? left : ALL_AT_ONCE;
}

/** How long the walk takes at most in ms, our own sampling included. */
export function maxDurationMs(schedule: Schedule, request: RolloutRequest, settlesMs: number): number {
  const sampling = hasProbes(request) ? 2 * request.probe.count * Math.min(1000, request.probe.interval) : 0;
  return watchedMs(schedule) + settlesMs + (schedule.length + 1) * (STEP_MS + sampling);
}

export interface RolloutPlan {
  schedule: Schedule;
  request: RolloutRequest;
  provider: Provider;
  alias: Alias | undefined;
  version: string;
  /** ms from now to the end of `timeout` */
  leftMs: number;
}

/** Refuses what cannot work before anything moves: throws `input` or `refused`. */
export function refuseImpossible({ schedule, request, provider, alias, version, leftMs }: RolloutPlan): void {
  const { capabilities } = provider;
  const first = schedule[0]?.percent ?? 100;
  if (first < 100 && !capabilities.split) {
    const next = 'Use `rollout: all-at-once` with `probe.url`: it switches, probes, and switches back if that fails.';
    throw inputError('rollout', describeSchedule(schedule), `${capabilities.title} cannot split traffic.`, next);
  }
  if (request.metrics.alarms.length > 0 && !provider.alarms) {
    const next = 'Leave it out, or use probes.';
    throw inputError(
      'metrics.alarms',
      request.metrics.alarms.join(', '),
      `${capabilities.title} has no alarms to read.`,
      next,
    );
  }
  const running = alias?.split.canary;
  if (running && running.version !== version) {
    const message = `Another canary is running: version ${running.version} has ${running.percent} % of ${alias.name}.`;
    throw new DeployError('refused', message, { next: 'Run `promote` to finish it, or `rollback` to drop it.' });
  }
  refuseShortTime(maxDurationMs(schedule, request, capabilities.settlesMs), leftMs);
}

/** Throws `input` when a rollout takes longer than is left. Both in ms. */
export function refuseShortTime(needed: number, leftMs: number): void {
  if (needed <= leftMs) return;
  const problem = `the rollout may take ${formatDuration(needed)}, and ${formatDuration(Math.max(0, leftMs))} are left.`;
  throw inputError('timeout', '', problem, `Write \`timeout: ${Math.ceil(needed / 60_000) + 5}m\`, or watch less.`);
}

/** What will happen, for the log, before anything does. */
export function describePlan(facts: RolloutPlan, how: string | undefined): string[] {
  const { schedule, alias, version, request } = facts;
  const from = alias ? `version ${alias.split.stable} is live` : 'nothing is live';
  const lines = [`Rollout of version ${version}, ${from}: ${describeSchedule(schedule)}.`, ...printSchedule(schedule)];
  lines.push(how === undefined ? 'No probes: nothing is invoked.' : probing(request, how));
  if (request.metrics.alarms.length > 0) lines.push(`Alarms: ${request.metrics.alarms.join(', ')}.`);
  const failure = request.gate.failure === 'rollback' ? 'traffic goes back' : 'traffic stays where it is';
  if (how !== undefined || request.metrics.alarms.length > 0) lines.push(`If a gate fails, ${failure}.`);
  return lines;
}

function probing(request: RolloutRequest, how: string): string {
  const {
    probe: { count: probeCount, interval: probeInterval, compare: probeCompare },
  } = request;
  const compare = probeCompare ? ', the stable version side by side' : '';
  return `Probes: ${how}; at least ${probeCount} each time, every ${formatDuration(probeInterval)} while watching${compare}.`;
}
