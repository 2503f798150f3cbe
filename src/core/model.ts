import type { RolloutFacts } from './facts.js';
import type { Keeping, KeepingRequest } from './keeping.js';
import type { RolloutRequest } from './watching.js';

/**
 * The words of the project. Everything else is written in them.
 * Units: bytes, milliseconds, percent (0–100). Times are ISO 8601 in UTC unless they end in `Ms`.
 */

/** One file of a package. `path` has forward slashes and no leading one. */
export interface ManifestEntry {
  path: string;
  /** 0o755 or 0o644; 0o120777 for a symbolic link; 0o40755 for an empty directory */
  mode: number;
  /** bytes before compression (for a link: of its target's text) */
  size: number;
  /** hex sha256 of the content (for a link: of its target's text) */
  sha256: string;
}

export interface Manifest {
  /** sorted by the bytes of the UTF-8 path */
  entries: ManifestEntry[];
  /** hex sha256 over all entries: the identity of the content, whatever the compressor */
  sha256: string;
  /** sum of the entries' sizes in bytes */
  unpackedBytes: number;
}

export type ArchiveFormat = 'zip' | 'tgz';

/** A build output in one archive on disk. The same files give the same bytes. */
export interface Package {
  /** absolute path */
  file: string;
  format: ArchiveFormat;
  bytes: number;
  /** hex, of the archive's bytes */
  sha256: string;
  /** CRC-64/XZ of the archive's bytes as an unsigned decimal (what Function Compute compares) */
  crc64: string;
  manifest: Manifest;
}

/**
 * ready: may take traffic; pending: the provider still works on it; failed: never will take traffic;
 * planned: does not exist (dry run).
 */
export type VersionStatus = 'ready' | 'pending' | 'failed' | 'planned';

/** An immutable numbered copy of a Package kept by a provider. */
export interface Version {
  /** the provider's number as text: "7" */
  id: string;
  status: VersionStatus;
  /** the provider's own word for the status ("building", "Inactive") */
  state?: string;
  createdAt?: string;
  createdBy?: string;
  /** the provider's own hash of the archive, in the provider's own spelling */
  checksum?: string;
  /** size of the archive in bytes */
  bytes?: number;
  /** the description kept with the version, raw (see core/note.ts) */
  note?: string;
}

/** A second version that gets a share of the traffic. `percent` is above 0 and below 100. */
export interface Canary {
  version: string;
  percent: number;
}

/** Where traffic goes. */
export interface Rollout {
  stable: string;
  canary?: Canary;
}

/** A movable name for a Rollout. */
export interface Alias {
  name: string;
  rollout: Rollout;
  /** what the provider compares to notice a write in between (RevisionId, ETag); opaque */
  lock?: string;
  /** the alias's description, raw (see core/note.ts) */
  note?: string;
}

/** A Version with the share of traffic each alias sends it: a row of `list`. Derived, never stored. */
export interface Release extends Version {
  /** alias name → percent */
  shares: Record<string, number>;
}

export type StepKind = 'publish' | 'point' | 'remove' | 'drop' | 'create' | 'expose';

/** planned: only written down; unknown: sent, and no answer says whether it took effect. */
export type StepStatus = 'planned' | 'running' | 'done' | 'failed' | 'unknown';

/** One write. */
export interface Step {
  kind: StepKind;
  /** a sentence: "point live at version 7 (10 %)" */
  what: string;
  status: StepStatus;
  /** duration in ms; absent when planned */
  ms?: number;
}

/** One thing the run spent time on: "package", "upload", "build", "switch". */
export interface Stage {
  name: string;
  ms: number;
}

/** One way of writing the same move in the vendor's own tools. */
export interface VendorCommand {
  /** the tool: "aws", "invoke", "curl", "s" */
  tool: string;
  /** one shell line, quoted; secrets only as $VARIABLE names */
  line: string;
  /** what must be there for it to work: "needs INVOKE_API_KEY in the environment" */
  needs?: string;
}

export const OPERATIONS = [
  'deploy',
  'canary',
  'promote',
  'rollback',
  'list',
  'diff',
  'download',
  'delete',
  'cleanup',
  'preview',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const PROVIDERS = ['invoke', 'aws-lambda', 'alibaba-fc3', 'alibaba-fc2'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** Where to work: what `open` of a provider reads. */
export interface Target {
  provider: ProviderName;
  function: string;
  service?: string;
  /** default `live`; a provider with one fixed name brings its own */
  alias: string;
  region?: string;
  endpoint?: string;
  accountId?: string;
  invokeUrl?: string;
  invokeExecutionUrl?: string;
  invokeApiKey?: string;
  project?: string;
  bucket?: string;
  bucketPrefix?: string;
  architecture?: string;
  createIfMissing?: boolean;
  role?: string;
  runtime?: string;
  handler?: string;
  allowServiceWide?: boolean;
}

export type SecretsPolicy = 'warn' | 'refuse' | 'allow';
export type Compression = 'fast' | 'default' | 'best' | 'store';

/** What to pack. */
export interface PackageRequest {
  path?: string;
  exclude?: string[];
  ignoreFile?: string;
  compression: Compression;
  secrets: SecretsPolicy;
  uploadArtifact: boolean;
  description?: string;
}

/** What traffic should do. */
export interface TrafficRequest {
  version?: string;
  switch: boolean;
  /** percent */
  canaryWeight?: number;
  /** wait so long after a switch; `true` waits as long as the provider says that callers may lag */
  settle?: number | boolean;
  /** go live although the live commit is a newer one */
  allowOlder?: boolean;
}

/** How the run relates to GitHub. */
export interface GitHubRequest {
  rollbackWorkflow?: string;
  githubToken?: string;
}

/** What the user asked, parsed and checked. An undo is one too. */
export interface Request extends Target, PackageRequest, TrafficRequest, RolloutRequest, GitHubRequest, KeepingRequest {
  operation: OperationName;
  dryRun: boolean;
  timeoutMs: number;
  /** rows of `list` */
  limit: number;
  /** the inputs that say where to work, by their public names, as given: what a printed command repeats */
  place: Record<string, string>;
}

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
