import type { TimelinePoint } from '../core/rollout-result.js';

/** More points than this are more than anybody can see, and the receipt is to stay small. */
const MOST_POINTS = 64;

/** Adds a look to the timeline of a rollout; a long one is thinned out, so that nothing of it is lost. */
export function recordPoint(timeline: TimelinePoint[], point: TimelinePoint): void {
  timeline.push(point);
  if (timeline.length <= MOST_POINTS) return;
  const thin: TimelinePoint[] = [];
  for (const next of timeline) {
    const last = thin.at(-1);
    // A step stays visible as a step: only neighbours of the same share become one.
    if (last && last.percent === next.percent && thin.length % 2 === 0) thin[thin.length - 1] = merged(last, next);
    else thin.push(next);
  }
  timeline.splice(0, timeline.length, ...thin);
}

function merged(first: TimelinePoint, second: TimelinePoint): TimelinePoint {
  const p99 = Math.max(first.p99 ?? 0, second.p99 ?? 0);
  return {
    ...{ at: first.at, percent: first.percent },
    sent: first.sent + second.sent,
    failed: first.failed + second.failed,
    ...(p99 > 0 && { p99 }),
  };
}
