/** How every request of ours calls itself. */
export const USER_AGENT = 'versioned-deploy';

/** The longest that a timer can be set for, in ms: one that is set for longer fires at once. */
export const MAX_TIMER_MS = 0x7fffffff;

/** Bytes of an answer that are held in memory. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
