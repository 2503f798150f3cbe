import type { Expectation } from './expect.js';
import type { Schedule } from './steps.js';

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
export const probes = ({ probeUrl, probePayload }: RolloutRequest): boolean =>
  probeUrl !== undefined || probePayload !== undefined;
