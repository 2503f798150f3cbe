import type { Clock } from '../clock.js';
import type { Log } from '../log.js';

/** The longest that the log is silent about repeats, in ms. */
const LOG_INTERVAL_MS = 10_000;

/** Says now and then that a service is asked again, and why. */
export function repeatLog({ clock, log }: { clock: Clock; log: Log }, service: string): (why: string) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (why) => {
    const now = clock.now();
    if (now - saidAt < LOG_INTERVAL_MS) return;
    saidAt = now;
    log.info(`${service} is not ready (${why}); trying again until there is an answer or \`timeout\` ends.`);
  };
}
