import type { Verdict } from './evidence.js';
import { CLEAN_BASELINE } from './sampling.js';
import { excessBound, failureBound, samplesFor, wilsonInterval } from './stats/failure-bounds.js';
import {
  addBlock,
  evidenceOfMore,
  evidenceOfMoreThan,
  type FailureCounts,
  type FailureTest,
  newFailureTest,
} from './stats/failure-test.js';
import { failText, passText, unclearText } from './verdict-text.js';

export type { FailureCounts };

/** How a gate judges failures. Shares are of 1. */
export interface FailureRules {
  /** the smallest difference that matters */
  detect: number;
  /** in how many of all rollouts this signal may stop a version that is as good as the stable one */
  alpha: number;
  /** how many gates share `alpha` where each must be judged for itself */
  gates: number;
  /** what is counted: "probe", "call" */
  noun: string;
  /** what bad ones did: "were slow"; absent: "failed" */
  did?: string;
  /** what the stable version answered before the move, where it cannot be asked beside the new one */
  before?: FailureCounts;
  /** the part of the answers that are the new version's, where they do not tell; absent: all */
  share?: number;
}

/** So many good answers are needed at least. */
export const neededSample = ({ detect, share = 1 }: Pick<FailureRules, 'detect' | 'share'>): number =>
  samplesFor(detect * share);

/** What is known of both versions' failures: at this gate, and over the whole rollout. */
export interface FailureEvidence {
  stable: FailureCounts;
  fresh: FailureCounts;
  /** the block that does not have both versions yet */
  open: { stable: FailureCounts; fresh: FailureCounts };
  /** goes on through all gates of a rollout */
  whole: { test: FailureTest; stable: FailureCounts; fresh: FailureCounts };
  /** how large the new version's sample was when the gate last looked whether it passes; 0: not yet */
  lookedAt: number;
}

/**
 * A difference that nobody would roll back for, however certain: in a million calls chance alone leaves nothing to doubt.
 */
const TOLERATED_EXCESS = 0.001;
/** Without a stable version to compare with: a version may fail a tenth of what matters. */
const TOLERATED_SHARE = 0.1;
/** What a version may fail beside a stable one that was clean before; a fifth of those that fail so often are so clean. */
const TOLERATED_BESIDE_CLEAN = 0.05;
/** Looks at passing come at samples that grow by half each time, up to so many times the smallest. */
const NEXT_LOOK = 1.5;
const MOST_LOOKS = 40;
/**
 * Normal quantiles of a look at passing. The first one is at 95 %; who has seen failures and looks again must be surer,
 * or a bad version would get through by being looked at often.
 */
const FIRST_LOOK = 1.6449;
const LATER_LOOK = 2.3263;
const LATER_CONFIDENCE = 0.99;

const none = (): FailureCounts => ({ failed: 0, sent: 0 });

export const newWhole = (): FailureEvidence['whole'] => ({ test: newFailureTest(), stable: none(), fresh: none() });

export const newFailureEvidence = (whole: FailureEvidence['whole']): FailureEvidence => ({
  ...{ stable: none(), fresh: none(), lookedAt: 0, whole },
  open: { stable: none(), fresh: none() },
});

/** Adds what both versions answered in the same moments. */
export function recordFailures(evidence: FailureEvidence, stable: FailureCounts, fresh: FailureCounts): void {
  const { open, whole } = evidence;
  for (const sum of [evidence, open, whole]) {
    add(sum.stable, stable);
    add(sum.fresh, fresh);
  }
  if (open.stable.sent === 0 || open.fresh.sent === 0) return;
  addBlock(whole.test, open.stable, open.fresh);
  evidence.open = { stable: none(), fresh: none() };
}

function add(sum: FailureCounts, more: FailureCounts): void {
  sum.sent += more.sent;
  sum.failed += more.failed;
}

/**
 * Is the stable version something to compare with? Not if it surely fails more than half of what it is asked, as
 * where `probe.expect` names the new version.
 */
export const hasBaseline = ({ whole: { stable } }: Pick<FailureEvidence, 'whole'>): boolean =>
  stable.sent > 0 && wilsonInterval(stable, LATER_LOOK).low <= 0.5;

/** The smallest difference that matters at this gate: where the stable version fails often, half of what it fails. */
function margin(stable: FailureCounts, { detect, share = 1 }: FailureRules): number {
  return share * Math.max(detect, rate(stable) / 2);
}

/** A failure that needs no further look; undefined: there is none. May be asked after every answer. */
export function clearFailure(evidence: FailureEvidence, rules: FailureRules): Verdict | undefined {
  const { fresh, whole } = evidence;
  if (fresh.failed === 0 && whole.fresh.failed === 0) return undefined;
  if (hasBaseline(evidence)) {
    const beside = besideClean(fresh, rules);
    if (beside) return beside;
    if (evidenceOfMore(whole.test) < 1 / rules.alpha) return undefined;
    if (rate(whole.fresh) - rate(whole.stable) <= TOLERATED_EXCESS) return undefined;
    return { verdict: 'fail', why: failText(whole.fresh, whole.stable, rules) };
  }
  if (evidenceOfMoreThan(rules.detect * TOLERATED_SHARE, fresh) < rules.gates / rules.alpha) return undefined;
  return { verdict: 'fail', why: failText(fresh, undefined, rules, baselineDoubt(evidence)) };
}

/**
 * Pairs with answers from before the move run out, and say little then. But a stable version that was clean as often as
 * `CLEAN_BASELINE` hardly ever fails much itself: equal versions that fail so often that this test would stop them
 * hardly ever had such a clean one before (at 10 %: one in twenty).
 */
function besideClean(fresh: FailureCounts, rules: FailureRules): Verdict | undefined {
  const { before, alpha, gates } = rules;
  if (!before || before.failed > 0 || before.sent < CLEAN_BASELINE) return undefined;
  if (evidenceOfMoreThan(Math.max(TOLERATED_BESIDE_CLEAN, rules.detect * TOLERATED_SHARE), fresh) < gates / alpha)
    return undefined;
  return { verdict: 'fail', why: failText(fresh, before, rules) };
}

const rate = ({ failed, sent }: FailureCounts): number => (sent === 0 ? 0 : failed / sent);

/** Why there is nothing to compare with; undefined: there is, or there never was a second version. */
export function baselineDoubt(evidence: Pick<FailureEvidence, 'whole'>): string | undefined {
  const { failed, sent } = evidence.whole.stable;
  if (sent === 0 || hasBaseline(evidence)) return undefined;
  return `the stable version fails ${failed} of ${sent}, so it is no baseline`;
}

/** The size of the new version's sample at which the gate may look for the next time; undefined: it has looked enough. */
export function nextLook({ lookedAt }: FailureEvidence, rules: FailureRules): number | undefined {
  const least = neededSample(rules);
  if (lookedAt === 0) return least;
  const most = MOST_LOOKS * least;
  return lookedAt >= most ? undefined : Math.min(most, Math.ceil(lookedAt * NEXT_LOOK));
}

/** Looks whether the sample proves that nothing worse than `detect` is in it; undefined: not yet. */
export function passing(evidence: FailureEvidence, rules: FailureRules): Verdict | undefined {
  const next = nextLook(evidence, rules);
  const { fresh, stable } = evidence;
  const { share = 1 } = rules;
  if (next === undefined || fresh.sent < next) return undefined;
  const first = evidence.lookedAt === 0;
  evidence.lookedAt = fresh.sent;
  if (fresh.failed >= fresh.sent) return undefined;
  // To pass, a stable version must not even seem to fail more than half: a few bad answers of it would excuse anything.
  if (!hasBaseline(evidence) || rate(stable) > 0.5) {
    const bound = failureBound(fresh, first ? undefined : LATER_CONFIDENCE);
    // So many good answers exclude `detect` itself, no more: a rounding must not cost another one.
    if (bound > rules.detect * share + 1e-9) return undefined;
    return { verdict: 'pass', why: passText(fresh, undefined, failureBound(fresh) / share, baselineDoubt(evidence)) };
  }
  const z = first ? FIRST_LOOK : LATER_LOOK;
  if (excessBound(stable, fresh, z) >= margin(stable, rules)) return undefined;
  return { verdict: 'pass', why: passText(fresh, stable, shownBound(fresh, stable) / share) };
}

/** What a person is told: without failures the exact bound, otherwise by how much more than the stable version. */
const shownBound = (fresh: FailureCounts, stable: FailureCounts): number =>
  fresh.failed === 0 ? failureBound(fresh) : excessBound(stable, fresh, FIRST_LOOK);

/** The sample does not suffice, and no more will come. */
export function notEnough(evidence: FailureEvidence, rules: FailureRules): Verdict {
  const { fresh, stable } = evidence;
  const need = neededSample(rules);
  if (fresh.sent > 0 && fresh.failed === fresh.sent) return { verdict: 'fail', why: failText(fresh, undefined, rules) };
  return { verdict: 'unclear', why: unclearText(fresh, stable, need, rules, baselineDoubt(evidence)) };
}
