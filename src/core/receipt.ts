import type { RolloutFacts } from './facts.js';
import type { Keeping } from './keeping.js';
import type { Release, Rollout, Stage, Step, VendorCommand, Version } from './words.js';

/** What a run did and found. */

/** Facts about the run that asked, from the runner's environment; all absent on the command line. */
export interface Source {
  commit?: string;
  ref?: string;
  author?: string;
  repository?: string;
  runId?: string;
  runAttempt?: string;
  runUrl?: string;
  event?: string;
}

export type Outcome = 'done' | 'planned' | 'failed' | 'rolled-back' | 'skipped';

export interface PackageFacts {
  file: string;
  bytes: number;
  sha256: string;
  manifestSha256: string;
  files: number;
  unpackedBytes: number;
}

/** A move back (or on), as a Request's inputs and in the vendor's own words. */
export interface Suggestion {
  /** "rollback" undoes what this run moved; "go-live" moves to what it published; "retry" converges */
  kind: 'rollback' | 'go-live' | 'retry';
  /** a sentence for a person: "Back to version 6" */
  title: string;
  /** public input name → value; never holds a secret */
  inputs: Record<string, string>;
  /** where the provider's credentials come from: `Capabilities.credentials` */
  credentials?: string;
  vendor: VendorCommand[];
}

export interface Failure {
  kind: string;
  message: string;
  /** what to do now: a sentence */
  next?: string;
}

/** Steps taken, traffic before and after, and the undo. The only thing that reports read. */
export interface Receipt extends Keeping {
  schema: 1;
  /** as asked; not always one of ours when the request was refused */
  operation: string;
  provider: string;
  /** "AWS Lambda" */
  providerTitle: string;
  function: string;
  service?: string;
  alias: string;
  outcome: Outcome;
  dryRun: boolean;
  startedAt: string;
  ms: number;
  source: Source;
  steps: Step[];
  stages: Stage[];
  /** null: read, and there is none; absent: never read */
  before?: Rollout | null;
  /** what is live at the end, as read back; null: nothing is; absent: not known */
  after?: Rollout | null;
  version?: Version;
  previousVersion?: string;
  /** a new version was published */
  changed: boolean;
  /** traffic moved */
  switched: boolean;
  package?: PackageFacts;
  url?: string;
  /** callers may see the old version for so long after the switch */
  settlesMs?: number;
  suggestions: Suggestion[];
  releases?: Release[];
  /** rows left out of `releases` because of `limit` */
  releasesCut?: number;
  /** functions that move together (service scope) */
  affects?: string[];
  notices: string[];
  /** where traffic was moved step by step */
  rollout?: RolloutFacts;
  error?: Failure;
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
    source: {},
    steps: [],
    stages: [],
    changed: false,
    switched: false,
    suggestions: [],
    notices: [],
  };
}
