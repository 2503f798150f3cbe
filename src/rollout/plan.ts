import { DeployError, inputError } from '../core/errors.js';
import { formatDuration } from '../core/format.js';
import type { Alias } from '../core/model.js';
import type { Provider } from '../core/provider.js';
import { hasProbes, type RolloutRequest } from '../core/request.js';
import { LAST_MINUTE_MS } from '../core/traffic-signals.js';
import { reachableWith, SAMPLING_MS } from './sampling.js';
import { ALL_AT_ONCE, describeSchedule, printSchedule, type Schedule, watchedMs } from './schedule.js';
import { samplesFor } from './stats/failure-bounds.js';

/** What a rollout may need beyond its watching, per step: moves, read-backs, a last probe. */
const STEP_MS = 15_000;
/** What the rest of a sample takes after the time of a step, as a rule. */
const USUAL_SAMPLING_MS = 10_000;

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

/** How long the walk takes at most in ms, waiting for slow probes included. */
export const maxDurationMs = (schedule: Schedule, request: RolloutRequest, settlesMs: number): number =>
  durationMs(schedule, settlesMs, hasProbes(request) ? SAMPLING_MS : 0) + lastMinutesMs(schedule, request);

/** How long it should take in ms, where the new version answers within a second or two. */
const usualDurationMs = (schedule: Schedule, request: RolloutRequest, settlesMs: number): number =>
  durationMs(schedule, settlesMs, hasProbes(request) ? USUAL_SAMPLING_MS : 0) + lastMinutesMs(schedule, request);

/** What steps wait for the numbers of their last minutes, at most, in ms. */
const lastMinutesMs = (schedule: Schedule, { metrics }: Pick<RolloutRequest, 'metrics'>): number =>
  metrics.signals.length > 0 ? schedule.filter(({ watchMs }) => watchMs > 0).length * LAST_MINUTE_MS : 0;

function durationMs(schedule: Schedule, settlesMs: number, sampling: number): number {
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
  refuseUnreachable(request, capabilities);
  const running = alias?.split.canary;
  if (running && running.version !== version) {
    const message = `Another canary is running: version ${running.version} has ${running.percent} % of ${alias.name}.`;
    throw new DeployError('refused', message, { next: 'Run `promote` to finish it, or `rollback` to drop it.' });
  }
  refuseShortTime(schedule, request, capabilities.settlesMs, leftMs);
}

/** Throws `input` where the vendor's limit does not allow the probes that `gate.detect` needs. */
function refuseUnreachable(request: RolloutRequest, { title, callLimit }: Provider['capabilities']): void {
  const { detect } = request.gate;
  if (!callLimit || !hasProbes(request)) return;
  const least = Math.round(reachableWith(callLimit) * 100);
  if (detect >= least) return;
  const problem = `it takes ${samplesFor(detect / 100)} probes, and ${title} answers ${callLimit.calls} requests in ${formatDuration(callLimit.perMs)} from one address.`;
  throw inputError('gate.detect', `${detect} %`, problem, `The least that can be reached is \`detect: ${least}%\`.`);
}

/** Throws `input` when a rollout takes longer than is left (ms). */
export function refuseShortTime(schedule: Schedule, request: RolloutRequest, settlesMs: number, leftMs: number): void {
  const needed = usualDurationMs(schedule, request, settlesMs);
  if (needed <= leftMs) return;
  const problem = `the rollout may take ${formatDuration(needed)}, and ${formatDuration(Math.max(0, leftMs))} are left.`;
  throw inputError('timeout', '', problem, `Write \`timeout: ${Math.ceil(needed / 60_000) + 5}m\`, or watch less.`);
}

/** What will happen, for the log, before anything does. */
export function describePlan(facts: RolloutPlan, how: string | undefined): string[] {
  const { schedule, alias, version, request } = facts;
  const from = alias ? `version ${alias.split.stable} is live` : 'nothing is live';
  const lines = [`Rollout of version ${version}, ${from}: ${describeSchedule(schedule)}.`, ...printSchedule(schedule)];
  lines.push(how === undefined ? 'No probes: nothing is invoked.' : describeProbing(facts, how));
  const { alarms, signals } = request.metrics;
  if (alarms.length > 0) lines.push(`Alarms: ${alarms.join(', ')}.`);
  if (signals.length > 0)
    lines.push(`Callers’ own traffic: ${signals.map(({ text }) => text).join(', ')}, at each step that is watched.`);
  if (how === undefined && alarms.length + signals.length === 0)
    return [...lines, 'It is only a timer: nothing checks the new version.'];
  const { failure, unclear } = request.gate;
  const ends = { rollback: 'traffic goes back', hold: 'traffic stays where it is', pass: 'it goes on' };
  lines.push(`If a gate fails, ${ends[failure]}; without enough evidence, ${ends[unclear]}.`);
  return lines;
}

function describeProbing({ request, alias }: RolloutPlan, how: string): string {
  const { probe, gate } = request;
  const beside = alias ? ', the stable version beside it' : '';
  const need = samplesFor(gate.detect / 100);
  const enough = `${need} good answers show that it fails less than ${gate.detect} %`;
  return `Probes: ${how}${beside}; ${enough}. Every ${formatDuration(probe.interval)} while watching, or more often in a short step.`;
}
