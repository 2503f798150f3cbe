/** So much of the traffic, watched for so long. */
export interface ScheduleStep {
  /** percent of the traffic that the new version gets; 100 ends the rollout */
  percent: number;
  /** ms */
  watchMs: number;
}

/** Ascending shares; the last is 100. */
export type Schedule = readonly ScheduleStep[];

/** One line of `probe-expect`: what an answer must be like. */
export type Expectation =
  | { kind: 'status'; pattern: string }
  | { kind: 'text'; not: boolean; part: string }
  | { kind: 'json'; path: string[]; contains: boolean; value: unknown };

/** What the user wants a rollout to be like. Times in ms. */
export interface RolloutRequest {
  /** absent: no rollout was asked for */
  rollout?: Schedule;
  /** what a failed gate does: puts traffic back, or leaves it where it is; red either way */
  onFailure: 'rollback' | 'hold';
  /** the same for a run that is told to stop */
  onCancel: 'rollback' | 'hold';
  /** probes go here; `{version}` in it stands for the number of the version to probe */
  probeUrl?: string;
  /** what a probe sends; without `probeUrl` the version is run by its number with it */
  probePayload?: string;
  probeExpect: readonly Expectation[];
  /** the sample: so many answers are needed before traffic moves, and again in each step that is watched */
  probeCount: number;
  /** from one probe to the next while a step is watched */
  probeInterval: number;
  /** failed probes that a gate lets pass; absent: none, or half of the sample when compared with stable */
  probeMaxFailures?: number;
  /** a slower probe counts as failed; the first of a version is a cold start and is let off */
  probeMaxLatency?: number;
  /** probe the stable version side by side, and fail when the new one is worse than chance explains */
  probeCompare: boolean;
  /** alarms of the vendor's monitoring that fail the gate while they ring */
  alarmNames: readonly string[];
}

/** Does this request send probes? Nothing is invoked unless the user gives a payload or a URL. */
export const hasProbes = ({ probeUrl, probePayload }: RolloutRequest): boolean =>
  probeUrl !== undefined || probePayload !== undefined;
