import type { AdoptionResult } from './adoption.js';
import type { ConfigurationDiff } from './configuration-diff.js';
import type { Drift } from './drift.js';
import type { LatestReport } from './latest-report.js';
import type { MaintenanceResults } from './retention.js';
import type { RolloutResult } from './rollout-result.js';
import type { Step, TimedStage, TrafficSplit, VendorCommand, Version, VersionWithShares } from './types.js';

/** What a run did and found. */

/** Facts about the run that asked, from the runner's environment; all absent on the command line. */
export interface WorkflowRun {
  commit?: string;
  ref?: string;
  author?: string;
  repository?: string;
  runId?: string;
  runAttempt?: string;
  runUrl?: string;
  event?: string;
}

/**
 * done; planned: a dry run; failed; rolled-back: a gate failed, and all traffic is back; held: a gate failed, and
 * traffic stays where it was; superseded: a newer commit went live during the run, so this one left it there (no
 * failure); skipped: there was nothing to do.
 */
export type RunOutcome = 'done' | 'planned' | 'failed' | 'rolled-back' | 'held' | 'superseded' | 'skipped';

export interface PackageFacts {
  /** absolute; absent: it was made in a folder that is gone */
  file?: string;
  bytes: number;
  sha256: string;
  manifestSha256: string;
  files: number;
  unpackedBytes: number;
}

/** A move back (or on), as a Request's inputs and in the vendor's own words. */
export interface SuggestedCommand {
  /**
   * "rollback" undoes what this run moved; "go-live" moves to what it published; "retry" converges; "latest" gives
   * callers of the newest upload the code that is live; "confirm" carries a plan out; "unadopt" and "adopt" undo each
   * other
   */
  kind: 'rollback' | 'go-live' | 'retry' | 'latest' | 'confirm' | 'adopt' | 'unadopt';
  /** a sentence for a person: "Back to version 6" */
  title: string;
  /** public input name → value; never holds a secret */
  inputs: Record<string, string>;
  /** where the provider's credentials come from: `Capabilities.credentials` */
  credentials?: string;
  vendor: VendorCommand[];
}

export interface FailureReport {
  kind: string;
  message: string;
  /** what to do now: a sentence */
  next?: string;
  /** the page of this repository that says more: "docs/permissions.md#by-operation" */
  page?: string;
}

/**
 * publishes: may make a new version; moves: moves traffic on; goes-back: moves traffic back, and sends only what it
 * must; reads: changes nothing at the provider; deletes; previews: a place of its own, beside what is live; binds: changes who calls what, and no
 * traffic of the alias
 */
export type OperationEffect = 'publishes' | 'moves' | 'goes-back' | 'reads' | 'deletes' | 'previews' | 'binds';

/** Steps taken, traffic before and after, and the undo. The only thing that reports read. */
export interface Receipt extends MaintenanceResults {
  schema: 1;
  /** as asked; not always one of ours when the request was refused */
  operation: string;
  /** absent: the request was refused before its operation was known */
  effect?: OperationEffect;
  /** the operation's own sentence about what it did */
  headline?: string;
  provider: string;
  /** "AWS Lambda" */
  providerTitle: string;
  function: string;
  /** of a member of a release, where it was given */
  region?: string;
  service?: string;
  alias: string;
  outcome: RunOutcome;
  dryRun: boolean;
  startedAt: string;
  ms: number;
  workflowRun: WorkflowRun;
  steps: Step[];
  stages: TimedStage[];
  /** null: read, and there is none; absent: never read */
  before?: TrafficSplit | null;
  /** what is live at the end, as read back; null: nothing is; absent: not known */
  after?: TrafficSplit | null;
  /** callers get nothing, whatever is live: the function is switched off */
  off?: true;
  version?: Version;
  previousVersion?: string;
  /** the commit of the code that went live, where a version's note tells it and it is not this run's own */
  liveCommit?: string;
  /** number → how commands name that version, where the number alone is not enough */
  versionReferences?: Record<string, string>;
  /** a new version was published */
  changed: boolean;
  /** how the configuration of a version that is published differs from that of the live one; absent: in nothing */
  configuration?: ConfigurationDiff;
  /** traffic moved */
  switched: boolean;
  package?: PackageFacts;
  url?: string;
  /** ms for which callers may still get one of `staleVersions`; 0: that has been waited for */
  settlesMs?: number;
  /** versions that had traffic before the last move and have none after it */
  staleVersions?: string[];
  /** what callers of the newest upload get, where there may be such callers */
  latest?: LatestReport;
  suggestions: SuggestedCommand[];
  versions?: VersionWithShares[];
  /** rows left out of `releases` because of `limit` */
  versionsCut?: number;
  /** functions that move together (service scope) */
  versionedTogether?: string[];
  /** of `status`: what is not as the last run left it */
  drift?: Drift[];
  /** of `adopt` and `unadopt`: who is brought under the alias, or back, and how */
  adoption?: AdoptionResult;
  notices: string[];
  /** of a release: one receipt for each function and region that belongs to it */
  members?: Receipt[];
  /** the release that this run belongs to */
  release?: string;
  /** of a release: all its members have moved, and none goes back for another's sake any more */
  committed?: true;
  /** of a member of a release: where its traffic is to go */
  goal?: TrafficSplit;
  /** of a member of a release: what went wrong went wrong with another one, for whose sake this one did not move, or went back */
  forOthers?: true;
  /** where traffic was moved step by step */
  rollout?: RolloutResult;
  error?: FailureReport;
}

/** An empty receipt: the truth before anything happened. */
export function newReceipt(facts: Pick<Receipt, 'operation' | 'provider' | 'function' | 'alias'>, at: Date): Receipt {
  return {
    schema: 1,
    ...facts,
    providerTitle: '',
    outcome: 'failed',
    dryRun: false,
    startedAt: at.toISOString(),
    ms: 0,
    workflowRun: {},
    steps: [],
    stages: [],
    changed: false,
    switched: false,
    suggestions: [],
    notices: [],
  };
}
