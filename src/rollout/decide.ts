import type { Provider } from '../core/provider.js';
import type { AlarmWatch } from './alarms.js';
import type { Verdict } from './evidence.js';
import type { ObservationWindow } from './observation-window.js';
import { endOfProbes, isSpent, passProbes } from './probe-gate.js';
import { SAMPLING_MS } from './sampling.js';
import type { TrafficVerdict } from './traffic-gate.js';

/** What one stretch of watching has brought so far. */
export interface Gathered {
  provider: Provider;
  window: ObservationWindow;
  alarms: AlarmWatch;
  /** what the probes said when they had enough; absent: not yet, or there are none */
  probes?: Verdict;
  /** only the last minute of callers' own traffic is still to come */
  waits?: boolean;
}

/** The time is over since `overtime` ms: what the gate says; undefined: a little later it may tell. */
export function decide(gathered: Gathered, overtime: number): Verdict | undefined {
  const { window } = gathered;
  const { calls } = window;
  if (window.probes && !gathered.probes) gathered.probes = probesSay(gathered, overtime);
  const { probes } = gathered;
  if (window.probes && !probes) return undefined;
  if (probes && probes.verdict !== 'pass') return probes;
  const traffic = calls?.verdict(overtime);
  gathered.waits = calls !== undefined && traffic === undefined;
  if (gathered.waits) return undefined;
  if (probes && traffic) return beside(probes, traffic);
  return probes ?? traffic ?? alarmsSay(gathered);
}

/** Nothing else checks the new version. */
function alarmsSay({ window, alarms }: Gathered): Verdict {
  const doubt = window.percent > 0 ? alarms.doubt() : undefined;
  return doubt === undefined ? { verdict: 'pass', why: 'no alarm rang' } : { verdict: 'unclear', why: doubt };
}

/** Without calls metrics are no evidence, and where probes suffice none is missing. */
function beside(probes: Verdict, { idle, verdict, why }: TrafficVerdict): Verdict {
  if (verdict === 'fail' || (verdict === 'unclear' && !idle)) return { verdict, why };
  return { verdict: 'pass', why: `${probes.why}; ${why}${idle ? ', which is not counted' : ''}` };
}

function probesSay({ window: { probes }, provider }: Gathered, overtime: number): Verdict | undefined {
  if (!probes) return undefined;
  const verdict = passProbes(probes.gate);
  if (verdict) return verdict;
  const { callLimit } = provider.capabilities;
  const used = callLimit !== undefined && probes.prober.sent() >= callLimit.calls;
  return used || overtime >= SAMPLING_MS || isSpent(probes.gate) ? endOfProbes(probes.gate) : undefined;
}
