import type { Receipt, StepKind, TrafficSplit } from '../core/model.js';
import { sameSplit, trafficShares } from '../core/traffic-split.js';

/** What is live at the end of a run, and how surely that is known. */
export type LiveTraffic =
  /** read back, or read before and not touched since; null: nothing is live */
  | { known: true; split: TrafficSplit | null; moved: boolean }
  /** `before` is what it was, where that was read */
  | { known: false; before?: TrafficSplit | null };

const MOVING_STEPS: readonly StepKind[] = ['point', 'drop'];

export function liveTraffic({ before, after, steps, dryRun }: Receipt): LiveTraffic {
  if (!dryRun && after !== undefined) return { known: true, split: after, moved: moved(before, after) };
  const touched = steps.some(
    ({ kind, status }) => MOVING_STEPS.includes(kind) && ['done', 'unknown', 'partial', 'running'].includes(status),
  );
  if (touched || before === undefined) return { known: false, before };
  return { known: true, split: before, moved: false };
}

const moved = (before: TrafficSplit | null | undefined, after: TrafficSplit | null): boolean =>
  before !== undefined && !sameSplit(before, after);

export interface VersionShare {
  version: string;
  /** percent; absent: none */
  before?: number;
  /** percent; absent: none */
  after?: number;
}

/** One row per version that had or has traffic, the one with most of it now first. */
export function versionShares(
  before: TrafficSplit | null | undefined,
  after: TrafficSplit | null | undefined,
): VersionShare[] {
  const [was, is] = [trafficShares(before), trafficShares(after)];
  const versions = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  return versions
    .map((version) => ({ version, before: was[version], after: is[version] }))
    .sort((a, b) => (b.after ?? 0) - (a.after ?? 0) || (b.before ?? 0) - (a.before ?? 0));
}

/** Was anything written at the provider, or may it have been? */
export const mayHaveWritten = ({ steps }: Receipt): boolean =>
  steps.some(({ status }) => status !== 'planned' && status !== 'failed');
