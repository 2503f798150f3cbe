/** What callers met at one version in one span of time. */
export interface VersionCounts {
  calls: number;
  /** calls that failed, as the source counts failures */
  errors: number;
  /** calls that were turned away: no answer of the version */
  throttles?: number;
  /** calls slower than the limit that the source was given */
  over?: number;
  /** ms */
  p50?: number;
  /** ms */
  p99?: number;
}

/** One look at a source of callers' own traffic. */
export interface TrafficLook {
  /** ms since the epoch; `to` is the end of what has arrived: nothing before it changes any more */
  from: number;
  to: number;
  /** absent: nobody called it */
  stable?: VersionCounts;
  candidate?: VersionCounts;
  /** the last minute of the span that was asked for has arrived */
  complete: boolean;
}

/**
 * Where callers' own traffic is counted. The gate asks for spans that follow one another without overlap: the next one
 * begins at the `to` of the last look. So each call is counted once, and both versions in the same minutes.
 */
export interface TrafficSource {
  /** for the log and the summary: "CloudWatch" */
  name: string;
  /** the limit in ms that `over` counts against; absent: it is not counted */
  limitMs?: number;
  /**
   * What both versions met between two times (ms since the epoch). Without a call it returns no counts, and only a
   * look that is not complete is asked again. Throws DeployError when it cannot be read: `refused` or `input` when it
   * never will be.
   */
  look(from: number, to: number): Promise<TrafficLook>;
}

/** Which two versions a source counts, and how. */
export interface TrafficOptions {
  /** the alias that callers use */
  alias: string;
  stable: string;
  candidate: string;
  /** ms; absent: slow calls are not counted */
  limitMs?: number;
}
