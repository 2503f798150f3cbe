import type { Alias, Package, WorkflowRun } from './model.js';

/**
 * What we write into the descriptions that providers keep, and what we read back.
 *
 * Version: `vd1 commit=<sha12> run=<id>.<attempt> pkg=<manifest sha256, first 32 hex> code=<the vendor's hash of the
 *          archive, first 12 hex> <the user's text>`
 * Alias:   `vd1 live=7 prev=6 commit=<sha12> run=<id> at=<UTC of the move> <the user's text>`
 *          during a rollout also `to=8 until=<UTC>` (see traffic/interrupted.ts)
 *          in a release also `rel=<its id>`
 *          under `latest-callers: protect`, before an upload, also `up=<the vendor's hash of it, first 12 hex>`
 *          after a gate failed and traffic was left where it was also `held=<UTC>`
 *          after a rollback `undone=7` instead of `prev=…`: going "back" from there would restore the bad version; with
 *          `auto=yes` when a run went back by itself (a failed gate, a cancelled or abandoned rollout), not a person
 *
 * All of it fits 256 characters, the shortest limit of the vendors.
 */
const LIMIT = 256;
const MARK = 'vd1';
const KEYS = new Set([
  ...[
    'commit',
    'run',
    'pkg',
    'code',
    'live',
    'prev',
    'undone',
    'at',
    'to',
    'until',
    'rel',
    'held',
    'auto',
    'base',
    'step',
    'up',
  ],
]);

export interface Note {
  fields: Record<string, string>;
  /** the user's own text */
  text: string;
  /** the mark was there: we wrote it */
  ours: boolean;
}

export function readNote(raw: string | undefined): Note {
  if (raw !== MARK && !raw?.startsWith(`${MARK} `)) return { fields: {}, text: raw ?? '', ours: false };
  const words = raw.slice(MARK.length).trimStart().split(' ');
  const fields: Record<string, string> = {};
  while (words.length > 0) {
    const [key = '', value] = (words[0] ?? '').split('=', 2);
    if (value === undefined || !KEYS.has(key)) break;
    fields[key] = value;
    words.shift();
  }
  return { fields, text: words.join(' '), ours: true };
}

export function writeNote(fields: Record<string, string | undefined>, text = ''): string {
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  // A blank in a value would begin another field.
  const head = [MARK, ...pairs.map(([key, value]) => `${key}=${value?.replace(/[\s=]+/g, '_')}`)].join(' ');
  // Control characters have no place in a description and would break tables and logs.
  const plain = text.replace(/\p{Cc}+/gu, ' ').trim();
  // A text that begins like one of our fields must not be read back as one.
  const end = plain.indexOf('=');
  const clean = end > 0 && KEYS.has(plain.slice(0, end)) ? `| ${plain}` : plain;
  const room = LIMIT - head.length - 1;
  return clean === '' || room < 1 ? head : `${head} ${cut(clean, room)}`;
}

/** Cuts to `room` UTF-16 units without splitting a character. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  let end = room - 1;
  if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end--;
  return `${text.slice(0, end)}…`;
}

/** What identifies the content of a version: the hex sha256 of its manifest, and the vendor's hash of its archive. */
export interface PackageIdentity {
  manifestSha256: string;
  /** hex; absent: the vendor has none that is known before the upload */
  codeHash?: string;
}

/** The hash that the vendor will show for this archive, in hex. */
export function codeHashOf(
  { sha256, crc64 }: Pick<Package, 'sha256' | 'crc64'>,
  kind: 'sha256' | 'crc64' | undefined,
): string | undefined {
  if (kind === 'crc64') return BigInt(crc64).toString(16).padStart(16, '0');
  return kind === 'sha256' ? sha256 : undefined;
}

/** The same as the vendor itself spells it, in `Version.checksum`. */
export function vendorChecksumOf(
  { sha256, crc64 }: Pick<Package, 'sha256' | 'crc64'>,
  kind: 'sha256' | 'crc64' | undefined,
): string | undefined {
  if (kind === 'crc64') return crc64;
  return kind === 'sha256' ? Buffer.from(sha256, 'hex').toString('base64') : undefined;
}

/** What the vendor shows as a version's checksum, in hex; undefined: it is none of this kind. */
export function checksumInHex(checksum: string, kind: 'sha256' | 'crc64' | undefined): string | undefined {
  if (kind === 'sha256') return Buffer.from(checksum, 'base64').toString('hex');
  return kind === 'crc64' && /^\d+$/.test(checksum) ? BigInt(checksum).toString(16).padStart(16, '0') : undefined;
}

/** Is this checksum the one that a note says was to be uploaded? */
export function isAnnounced(raw: string | undefined, checksum: string, kind: 'sha256' | 'crc64' | undefined): boolean {
  const { up } = readNote(raw).fields;
  return up !== undefined && checksumInHex(checksum, kind)?.startsWith(up) === true;
}

/** The note that goes with a newly published version. */
export function versionNote(
  workflowRun: WorkflowRun,
  { manifestSha256, codeHash }: PackageIdentity,
  text?: string,
): string {
  const run = workflowRun.runId ? `${workflowRun.runId}.${workflowRun.runAttempt ?? '1'}` : undefined;
  return writeNote(
    { commit: workflowRun.commit?.slice(0, 12), run, pkg: manifestSha256.slice(0, 32), code: codeHash?.slice(0, 12) },
    text,
  );
}

/** The first 32 hex of the manifest's sha256 that a version was published with, if we published it. */
export const packageHashInNote = (raw: string | undefined): string | undefined => readNote(raw).fields.pkg;

export interface AliasNote {
  live: string;
  prev?: string;
  undone?: string;
  /** a run took that back by itself */
  auto?: 'yes';
  commit?: string;
  run?: string;
  /** when the alias was moved: ISO 8601, UTC (no vendor's alias says so) */
  at?: string;
  /** the version that a rollout is on its way to */
  to?: string;
  /** when that rollout is over at the latest: ISO 8601, UTC */
  until?: string;
  /** the release that this move belongs to */
  rel?: string;
  /** when a failed gate left traffic where it was, as it was told to: ISO 8601, UTC */
  held?: string;
  /** the vendor's hash of what is uploaded next, in hex */
  up?: string;
}

/** Keeps the user's own text that stood in the description before. */
export function aliasNote(note: AliasNote, before?: string): string {
  const { live, prev, undone, auto, commit, run, at, to, until, rel, held, up } = note;
  const fields = {
    live,
    prev,
    undone,
    auto,
    commit: commit?.slice(0, 12),
    run,
    at,
    to,
    until,
    rel,
    held,
    up: up?.slice(0, 12),
  };
  return writeNote(fields, readNote(before).text);
}

/** A time (ms since the epoch) as notes hold it: "2026-11-27T03:14:15Z". */
export const noteTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export type PreviousVersion =
  | { known: true; version: string }
  | { known: false; why: 'unwritten' | 'moved-by-hand' | 'rolled-back'; undone?: string };

/** What was live before, as far as the alias's note can be believed: only while `live` is what is really live. */
export function previousVersionOf(alias: Alias): PreviousVersion {
  const { fields, ours } = readNote(alias.note);
  if (!ours || !fields.live) return { known: false, why: 'unwritten' };
  if (fields.live !== alias.split.stable) return { known: false, why: 'moved-by-hand' };
  if (fields.undone) return { known: false, why: 'rolled-back', undone: fields.undone };
  return fields.prev ? { known: true, version: fields.prev } : { known: false, why: 'unwritten' };
}
