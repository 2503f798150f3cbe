/** Probes of one version, in numbers. */
export interface ProbeSummary {
  sent: number;
  failed: number;
  /** no answer that says anything about the version: throttled, the vendor unreachable */
  inconclusive: number;
  /** median latency of the good answers; absent: there is none */
  medianMs?: number;
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
  /**
   * not-moved: ended before any traffic moved; under-way: not ended (killed, if that is what was saved last);
   * foreign: someone else moved it, and was left alone
   */
  end: 'under-way' | 'live' | 'rolled-back' | 'held' | 'not-moved' | 'foreign' | 'not-known';
  /** why it ended before 100 %: a sentence */
  why?: string;
}
