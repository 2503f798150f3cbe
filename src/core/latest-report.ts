import type { Caller } from './types.js';

/** What a run does about callers of the newest upload, whom no alias shields. */
export const LATEST_POLICIES = ['warn', 'refuse', 'protect'] as const;
export type LatestPolicy = (typeof LATEST_POLICIES)[number];

/**
 * Callers of the newest upload ($LATEST, LATEST), and what they get. An upload reaches them at once, whatever an alias
 * says, and no rollback of an alias does.
 */
export interface LatestReport {
  /** the vendor's word for it: "$LATEST" */
  qualifier: string;
  /** those that are bound to it */
  callers: Caller[];
  /** those that may call it: a permission without a qualifier */
  maybe: Caller[];
  /** callers of aliases and numbers, whom this upload does not reach */
  others?: Caller[];
  /** aliases that were not asked who may call them, since there are too many */
  unasked?: string[];
  /** what could not be read */
  unread: string[];
  /** calls of the last 24 hours by alias, number and bare name; absent: not known */
  counts?: Record<string, number>;
  /** calls by the bare name in the last 24 hours; absent: not known */
  calls?: number;
  /** the version whose code it held before this run; absent: not known */
  before?: string;
  /** the version whose code it holds at the end; null: code that is none of the versions this run knows; absent: not read */
  holds?: string | null;
  /** the version whose code was (or in a dry run would be) put back right after publishing */
  putBack?: string;
  /** ms for which it held this run's upload until then, the upload itself included; absent: a dry run */
  exposedMs?: number;
  /**
   * An upload that is to be taken back: set before it is sent, and gone once the newest upload holds live code again.
   * What a post step, or the next run, finishes after a kill.
   */
  pending?: PendingProtection;
}

export interface PendingProtection {
  /** the version whose code belongs there */
  stable: string;
  /** the hashes that this run's upload may show there, in the vendor's spelling */
  uploaded: string[];
}
