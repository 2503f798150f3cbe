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

/** An archive on disk. */
export interface Archive {
  /** absolute path */
  file: string;
  format: ArchiveFormat;
  bytes: number;
  /** hex, of the archive's bytes */
  sha256: string;
  /** CRC-64/XZ of the archive's bytes as an unsigned decimal (what Function Compute compares) */
  crc64: string;
}

/** A build output in one archive on disk. The same files give the same bytes. */
export interface Package extends Archive {
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
export interface TrafficSplit {
  stable: string;
  canary?: Canary;
}

/** A movable name for a Rollout. */
export interface Alias {
  name: string;
  split: TrafficSplit;
  /** what the provider compares to notice a write in between (RevisionId, ETag); opaque */
  lock?: string;
  /** the alias's description, raw (see core/note.ts) */
  note?: string;
  /** of the move that led here: for how long callers may lag, in ms, where that is not what the provider says of itself */
  settlesMs?: number;
  /** callers get nothing from it: the function is switched off */
  off?: true;
}

/** A Version with the share of traffic each alias sends it: a row of `list`. Derived, never stored. */
export interface VersionWithShares extends Version {
  /** alias name → percent */
  shares: Record<string, number>;
  /** the aliases that were at it before their last move, as their notes say: where a rollback leads */
  liveBefore?: string[];
}

/** What calls the function from outside: a trigger, a queue, a custom domain, a URL. */
export interface Caller {
  /** "HTTP trigger web", "custom domain api.example.com", "function URL" */
  what: string;
  /** what it calls: an alias's name, a version's number, or `capabilities.latest`, where every publish is live at once */
  qualifier: string;
  url?: string;
  /** it is an alias that points there: its name */
  alias?: string;
  /** it only may call: somebody allowed it to, and whether it does is kept elsewhere */
  maybe?: true;
}

/**
 * latest: puts a version's code back into what callers of the newest upload get; pin: freezes what that holds now;
 * bind: a caller, or what it needs, is bound to the alias or back; upload: code goes into the newest upload, before it
 * is published by a write of its own
 */
export type StepKind =
  | 'upload'
  | 'publish'
  | 'pin'
  | 'point'
  | 'note'
  | 'latest'
  | 'bind'
  | 'remove'
  | 'drop'
  | 'create'
  | 'expose';

/** planned: only written down; unknown: sent, and no answer says whether it took effect; partial: accepted, and what had to follow went wrong. */
export type StepStatus = 'planned' | 'running' | 'done' | 'failed' | 'unknown' | 'partial';

/** One write. */
export interface Step {
  kind: StepKind;
  /** a sentence: "point live at version 7 (10 %)" */
  what: string;
  status: StepStatus;
  /** duration in ms; absent when planned */
  ms?: number;
  /** of an upload: the vendor's hash of what the newest upload holds when it took effect */
  checksum?: string;
}

/** One thing the run spent time on: "package", "upload", "build", "switch". */
export interface TimedStage {
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
