const MINUTE_MS = 60_000;

/** Whole minutes of a span, in ms since the epoch. */
export interface WholeMinutes {
  from: number;
  /** the end of what has arrived; `from`: nothing new */
  to: number;
  /** all minutes that begin in the span have arrived */
  complete: boolean;
}

/**
 * The whole minutes that begin in a span, as far as they have arrived. A minute belongs to the span in which it begins,
 * so spans that follow one another count each minute once; what is left of the minute in which the first one begins is
 * not counted, for most of it was before.
 * @param arrivesMs how long after its end a minute does not change any more
 */
export function wholeMinutes(span: { from: number; to: number }, now: number, arrivesMs: number): WholeMinutes {
  const from = Math.ceil(span.from / MINUTE_MS) * MINUTE_MS;
  const end = Math.max(from, Math.ceil(span.to / MINUTE_MS) * MINUTE_MS);
  const arrived = Math.floor((now - arrivesMs) / MINUTE_MS) * MINUTE_MS;
  return { from, to: Math.max(from, Math.min(end, arrived)), complete: arrived >= end || end === from };
}
