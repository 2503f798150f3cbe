import type { Clock } from '../core/clock.js';
import type { Log } from '../core/log.js';
import type { Provider } from '../core/provider.js';
import type { RolloutRequest } from '../core/request.js';
import type { TimelinePoint } from '../core/rollout-result.js';
import type { Prober } from './probe.js';
import type { ProbeGate } from './probe-gate.js';
import type { TrafficGate } from './traffic-gate.js';

/** What watching needs. */
export interface Observer {
  request: RolloutRequest;
  provider: Provider;
  clock: Clock;
  log: Log;
  signal?: AbortSignal;
  /** keeps a look */
  record(point: Omit<TimelinePoint, 'at'>): void;
}

/** One stretch of watching. */
export interface ObservationWindow {
  /** for how long at least, in ms; 0: only until the sample is complete */
  ms: number;
  /** percent of the traffic that the new version has meanwhile */
  percent: number;
  /** what the later steps take, in ms */
  restMs: number;
  /** absent: nothing is probed, only alarms are watched */
  probes?: { prober: Prober; gate: ProbeGate };
  /** absent: callers' own traffic is not looked at */
  calls?: TrafficGate;
}
