import type { Receipt, Rollout, StepKind } from '../core/model.js';
import { sameRollout, traffic } from '../core/rollout.js';

/** What is live at the end of a run, and how surely that is known. */
export type Live =
  /** read back, or read before and not touched since; null: nothing is live */
  | { known: true; rollout: Rollout | null; moved: boolean }
  /** `before` is what it was, where that was read */
  | { known: false; before?: Rollout | null };

const MOVERS: readonly StepKind[] = ['point', 'drop'];

export function liveOf({ before, after, steps, dryRun }: Receipt): Live {
  if (!dryRun && after !== undefined) return { known: true, rollout: after, moved: moved(before, after) };
  const touched = steps.some(
    ({ kind, status }) => MOVERS.includes(kind) && ['done', 'unknown', 'partial', 'running'].includes(status),
  );
  if (touched || before === undefined) return { known: false, before };
  return { known: true, rollout: before, moved: false };
}

const moved = (before: Rollout | null | undefined, after: Rollout | null): boolean =>
  before !== undefined && !sameRollout(before, after);

export interface Share {
  version: string;
  /** percent; absent: none */
  before?: number;
  /** percent; absent: none */
  after?: number;
}

/** One row per version that had or has traffic, the one with most of it now first. */
export function shares(before: Rollout | null | undefined, after: Rollout | null | undefined): Share[] {
  const [was, is] = [traffic(before), traffic(after)];
  const versions = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  return versions
    .map((version) => ({ version, before: was[version], after: is[version] }))
    .sort((a, b) => (b.after ?? 0) - (a.after ?? 0) || (b.before ?? 0) - (a.before ?? 0));
}

/** Was anything written at the provider, or may it have been? */
export const wrote = ({ steps }: Receipt): boolean =>
  steps.some(({ status }) => status !== 'planned' && status !== 'failed');
