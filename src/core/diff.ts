import type { ConfigurationDiff } from './configuration-diff.js';

/** One file on one side of a diff. */
export interface FileState {
  /** as in a Manifest */
  mode: number;
  /** bytes before compression */
  size: number;
  /** hex */
  sha256: string;
}

/** A file that is not the same on both sides: added (no `before`), removed (no `after`), changed or renamed. */
export interface FileChange {
  path: string;
  /** the path it had before: the content is the same, and nothing was added or removed */
  renamedFrom?: string;
  /** what changed, where that is only line ends and a byte order mark: "CRLF → LF", "BOM added"; then no `text` */
  encodingOnly?: string;
  before?: FileState;
  after?: FileState;
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
  renamed: number;
  unchanged: number;
  /** bytes of all files, before compression */
  bytesBefore: number;
  bytesAfter: number;
  /** absent: the vendor has none, or it could not be read */
  configuration?: ConfigurationDiff;
  /** sorted by path; the largest changes when there are too many for a receipt */
  files: FileChange[];
  /** rows left out of `files` */
  filesCut: number;
  /** texts left out of `files` because all of them together would be too long */
  textsCut: number;
}
