export type { TrafficLook, TrafficSource, VersionCounts } from '../core/traffic-source.js';

/** What a gate says of the new version. */
export interface Verdict {
  /** unclear: not enough evidence, neither for it nor against it */
  verdict: 'pass' | 'fail' | 'unclear';
  /** one clause that a person understands: "41 of 41 good; a build failing less than 7 % would pass this" */
  why: string;
}
