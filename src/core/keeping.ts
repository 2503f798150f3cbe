/** What the operations on kept versions (diff, download, delete, cleanup, preview) ask for and leave in the receipt. */

/** One file on one side of a diff. */
export interface FileFacts {
  /** as in a Manifest */
  mode: number;
  /** bytes before compression */
  size: number;
  /** hex */
  sha256: string;
}

/** A file that is not the same on both sides: added (no `before`), removed (no `after`) or changed. */
export interface FileChange {
  path: string;
  before?: FileFacts;
  after?: FileFacts;
  /** the hunks of a unified diff, without file headers; only for small text files */
  text?: string;
}

/** What differs between two packages, file by file. */
export interface Diff {
  /** "version 6" */
  from: string;
  /** "version 7", "the package" */
  to: string;
  added: number;
  removed: number;
  changed: number;
  unchanged: number;
  /** bytes of all files, before compression */
  bytesBefore: number;
  bytesAfter: number;
  /** sorted by path; the largest changes when there are too many for a receipt */
  files: FileChange[];
  /** rows left out of `files` */
  filesCut: number;
  /** texts left out of `files` because all of them together would be too long */
  textsCut: number;
}

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

/** What a run did about the preview of a pull request. */
export interface PreviewFacts {
  /** of the pull request */
  number: number;
  /** the alias, or the function where the provider has no aliases */
  name: string;
  kind: 'alias' | 'function';
  state: 'live' | 'removed';
  /** the head's commit */
  commit: string;
  url?: string;
  /** what the diff is against: "version 6, which is live" */
  against?: string;
}

export interface CommentFacts {
  /** of the pull request */
  number: number;
  /** which of our comments: one per function */
  key: string;
  url?: string;
}

export interface DeploymentFacts {
  id: number;
  environment: string;
  url?: string;
}

/** Fields of the receipt. */
export interface Keeping {
  diff?: Diff;
  removed?: Removal[];
  /** rows left out of `removed` */
  removedCut?: number;
  /** what became of all rows, those that were left out too */
  removals?: Partial<Record<RemovalOutcome, number>>;
  /** where `download` put the version: an absolute path */
  output?: string;
  preview?: PreviewFacts;
  /** a comment that is to be written when the run has ended */
  comment?: CommentFacts;
  deployment?: DeploymentFacts;
}

/** What to keep, compare and fetch. Durations in ms. */
export interface KeepingRequest {
  /** newest versions that stay */
  keep?: number;
  maxAge?: number;
  minAge?: number;
  previewMaxAge?: number;
  confirm?: boolean;
  /** `live`, a version, or a folder */
  against?: string;
  /** a folder or a .zip file */
  output?: string;
  comment?: boolean;
  /** a GitHub environment */
  environment?: string;
  /** the function that holds the preview where the provider has no aliases; `{number}` stands for the pull request's */
  previewFunction?: string;
  createUrl?: boolean;
  publicUrl?: boolean;
}
