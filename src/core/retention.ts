import type { Diff } from './diff.js';
import type { DeploymentLink, PendingComment, PreviewResult } from './preview.js';

/**
 * planned: would be removed (dry run); removed; missing: was gone already; kept: in use, so it stays; refused: the
 * vendor said no; failed: no answer, or not tried any more
 */
export type RemovalOutcome = 'planned' | 'removed' | 'missing' | 'kept' | 'refused' | 'failed';

/** One version (or alias) that was to go. */
export interface Removal {
  kind: 'version' | 'alias' | 'function';
  id: string;
  outcome: RemovalOutcome;
  /** a sentence's part: "no. 14 of the newest, 41 days old", "live is version 7" */
  why: string;
  bytes?: number;
}

/** An alias that someone pointed at a version while this run deleted it: callers get errors. */
export interface DanglingAlias {
  alias: string;
  /** the version that is gone */
  version: string;
  /** what had the traffic when this run began; absent: nothing, or that is not known */
  back?: string;
}

/** Fields of the receipt. */
export interface MaintenanceResults {
  diff?: Diff;
  removed?: Removal[];
  /** rows left out of `removed` */
  removedCut?: number;
  /** what became of all rows, those that were left out too */
  removals?: Partial<Record<RemovalOutcome, number>>;
  /** while versions are deleted: all that are to go, as ranges ("3,5-9"). What is left of it tells a post step what to look for */
  doomed?: string;
  dangling?: DanglingAlias;
  /** where `download` put the version: an absolute path */
  output?: string;
  preview?: PreviewResult;
  /** a comment that is to be written when the run has ended */
  comment?: PendingComment;
  deployment?: DeploymentLink;
}
