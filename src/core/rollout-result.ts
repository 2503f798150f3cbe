import type { VersionCounts } from './traffic-source.js';

/** Probes of one version, in numbers. */
export interface ProbeSummary {
  sent: number;
  failed: number;
  /** no answer that says anything about the version: throttled, the vendor unreachable */
  inconclusive: number;
  /** median latency of the good answers; absent: there is none */
  medianMs?: number;
}

/** All calls of one version. */
export interface TrafficTotal extends VersionCounts {
  /** the shares of failed calls (of 1) that fit, at 95 %; absent: there was no call */
  errorRate?: { low: number; high: number };
}

/** What callers met during a rollout, as a source of traffic counts it. */
export interface TrafficResult {
  /** "CloudWatch" */
  source: string;
  fresh: TrafficTotal;
  stable: TrafficTotal;
  /** the limit in ms that `over` counts against; absent: it is not counted */
  limitMs?: number;
}

/** What a gate decided: the same words as in the log. */
export interface GateResult {
  /** of the traffic that the new version had; 0: before any moved */
  percent: number;
  /** unclear: not enough evidence, neither for it nor against it */
  verdict: 'pass' | 'fail' | 'unclear';
  /** one clause: "41 of 41 good; a build failing less than 7 % would pass this" */
  why: string;
}

/** One look at a rollout under way. */
export interface TimelinePoint {
  /** ms since the rollout began */
  at: number;
  /** of the traffic that the new version had */
  percent: number;
  /** answers of the new version since the last look */
  sent: number;
  failed: number;
  /** their latency in ms, 99 of 100 are faster; absent: there was no good answer */
  p99?: number;
}

/** How a walk through shares of traffic went. */
export interface RolloutResult {
  from?: string;
  to: string;
  /** percent, and how long it was to be watched */
  schedule: readonly { percent: number; watchMs: number }[];
  /** the largest share that the new version had */
  reached: number;
  /** ms spent watching: what the runner was paid for */
  waitedMs: number;
  /** of the new version, and of the stable one where they were compared; absent: nothing was probed */
  probes?: { fresh: ProbeSummary; stable?: ProbeSummary };
  /** the smallest difference in failures that the gates look for, in percent; absent: nothing was compared */
  detect?: number;
  /** absent: no `metrics` signals were asked for */
  traffic?: TrafficResult;
  /** in their order; empty: nothing checked the new version */
  gates: GateResult[];
  timeline: TimelinePoint[];
  /**
   * not-moved: ended before any traffic moved; under-way: not ended (killed, if that is what was saved last);
   * foreign: someone else moved it, and was left alone
   */
  end: 'under-way' | 'live' | 'rolled-back' | 'held' | 'not-moved' | 'foreign' | 'not-known';
  /** why it ended before 100 %: a sentence */
  why?: string;
}
