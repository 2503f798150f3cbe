/**
 * Where a run speaks while it runs. The door decides what that is: workflow commands, a terminal, nothing.
 * Text handed over may come from outside: the door escapes it.
 */
export interface Log {
  info(text: string): void;
  /** also lands in the receipt's notices */
  notice(text: string): void;
  /** also lands in the receipt's notices */
  warning(text: string): void;
  /** What is going on right now, for whoever watches a terminal: each replaces the last one, and none stays. */
  status?(text: string): void;
  /** From now on this text appears nowhere. Call it before anything else sees the value. */
  mask(secret: string): void;
  /** The text without what was masked. For what is cut or folded before it is logged: half a secret is not recognised. */
  clean?(text: string): string;
}

export const silentLog: Log = { info() {}, notice() {}, warning() {}, mask() {} };
