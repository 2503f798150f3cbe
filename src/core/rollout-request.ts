/** So much of the traffic, watched for so long. */
export interface ScheduleStep {
  /** percent of the traffic that the new version gets; 100 ends the rollout */
  percent: number;
  /** ms */
  watchMs: number;
}

/** Ascending shares; the last is 100. */
export type Schedule = readonly ScheduleStep[];

/** One line of `probe.expect`: what an answer must be like. */
export type Expectation =
  | { kind: 'status'; pattern: string }
  | { kind: 'text'; not: boolean; part: string }
  | { kind: 'json'; path: string[]; contains: boolean; value: unknown };
