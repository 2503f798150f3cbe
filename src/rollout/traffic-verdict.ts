import type { TrafficSignal } from '../core/traffic-signals.js';
import type { Verdict } from './evidence.js';
import {
  clearFailure,
  type FailureEvidence,
  type FailureRules,
  neededSample,
  notEnough,
  passing,
} from './failure-gate.js';
import { failureBound } from './stats/failure-bounds.js';
import { evidenceOfMoreThan } from './stats/failure-test.js';
import { shareText } from './verdict-text.js';

/** One signal of one step. */
export interface JudgedSignal {
  signal: TrafficSignal;
  /** "CloudWatch" */
  source: string;
  evidence: FailureEvidence;
}

export type SignalRules = Omit<FailureRules, 'noun'>;

/** "CloudWatch", "CloudWatch, calls over 800 ms" */
const labelOf = ({ source, signal }: JudgedSignal): string =>
  signal.of === 'errors' ? source : `${source}, calls over ${signal.limitMs} ms`;

const rulesFor = ({ signal }: JudgedSignal, rules: SignalRules): FailureRules => ({
  ...rules,
  noun: 'call',
  ...(signal.of === 'latency' && { did: 'were slow' }),
});

const named = (judged: JudgedSignal, { verdict, why }: Verdict): Verdict => ({
  verdict,
  why: `${labelOf(judged)}: ${why}`,
});

/** What needs no further call; undefined: there is nothing of that kind. */
export function stopSignal(judged: JudgedSignal, rules: SignalRules): Verdict | undefined {
  const { evidence, signal } = judged;
  if (signal.most === undefined) {
    const clear = clearFailure(evidence, rulesFor(judged, rules));
    return clear && named(judged, clear);
  }
  const { failed, sent } = evidence.fresh;
  if (failed === 0 || evidenceOfMoreThan(signal.most, evidence.fresh) < rules.gates / rules.alpha) return undefined;
  const did = signal.of === 'errors' ? 'failed' : 'were slow';
  return named(judged, { verdict: 'fail', why: `${failed} of ${sent} calls ${did}, more than ${signal.text} allows` });
}

/** What all calls of a step say. `idle`: they were too few to say anything. */
export function endOfSignal(judged: JudgedSignal, rules: SignalRules): Verdict & { idle?: boolean } {
  const { evidence, signal, source } = judged;
  const all = rulesFor(judged, rules);
  const { fresh } = evidence;
  const idle = fresh.sent < neededSample(all);
  if (fresh.sent === 0) return { verdict: 'unclear', why: `${source} counts no calls of the new version`, idle };
  if (signal.most !== undefined) return { ...named(judged, withinLimit(judged, all, signal.most)), idle };
  // Where all callers get the new version, it stands beside what the stable one met in the steps before.
  if (evidence.stable.sent === 0) Object.assign(evidence.stable, evidence.whole.stable);
  return { ...named(judged, passing(evidence, all) ?? notEnough(evidence, all)), idle };
}

/** An absolute limit is kept where the calls exclude that it is exceeded by `detect`, at 95 %. */
function withinLimit({ evidence, signal }: JudgedSignal, rules: FailureRules, most: number): Verdict {
  const { fresh } = evidence;
  const bound = failureBound(fresh);
  const good = `${fresh.sent - fresh.failed} of ${fresh.sent} good`;
  if (fresh.sent >= neededSample(rules) && bound <= most + rules.detect + 1e-9)
    return { verdict: 'pass', why: `${good}; a build failing less than ${shareText(bound)} would pass this` };
  if (fresh.sent < neededSample(rules)) return notEnough(evidence, rules);
  return { verdict: 'unclear', why: `${good}; that does not tell whether it keeps ${signal.text}` };
}
