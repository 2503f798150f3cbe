/** What callers met, and how much of it is too much. */
export interface TrafficSignal {
  /** as given: "errors<1%" */
  text: string;
  /** errors: failed calls; latency: calls that took longer than a limit */
  of: 'errors' | 'latency';
  /** the share of calls (of 1) from which on it is too much; absent: more than the stable version's */
  most?: number;
  /** ms, of latency */
  limitMs?: number;
}

/** A call that takes longer is slow, where nobody says which limit: ms. */
export const SLOW_MS = 1000;

/** A step's last minute is waited for so long (ms), at the same share. */
export const LAST_MINUTE_MS = 180_000;

/** A Prometheus and what to ask it; its token is no input: it comes from the environment. */
export interface PrometheusInput {
  url: string;
  calls: string;
  errors: string;
  latency?: string;
}
