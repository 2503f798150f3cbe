import type { Receipt, VersionWithShares } from '../core/model.js';
import { readNote } from '../core/note.js';
import { trafficShares } from '../core/traffic-split.js';
import { type Invocation, rollbackCommand } from './commands.js';
import { versionNumber } from './format.js';
import { liveTraffic } from './live-traffic.js';

/**
 * GitHub ends the outputs of a job at 1 MB, counted as UTF-16: half a million letters for all of them. The two that
 * grow with the number of versions get a share each.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
 */
const RECEIPT_LETTERS = 200_000;
const VERSIONS_LETTERS = 180_000;

/** Every output of a run by its public name; all of them, also after a failure. `summary-path` is set by the door. */
export function outputValues(receipt: Receipt, door: Invocation): Record<string, string> {
  const { package: pkg, versions, dryRun } = receipt;
  return {
    version: versionNumber(receipt.version) ?? '',
    'previous-version': receipt.previousVersion ?? '',
    alias: receipt.alias,
    traffic: trafficJson(receipt),
    changed: String(receipt.changed && !dryRun),
    switched: String(receipt.switched),
    'package-path': pkg?.file ?? '',
    'package-sha256': pkg?.sha256 ?? '',
    'package-size': pkg ? String(pkg.bytes) : '',
    files: pkg ? String(pkg.files) : '',
    url: receipt.url ?? '',
    'rollback-command': rollbackCommand(receipt, door),
    versions: versions ? jsonWithin(versions.map(versionRow), VERSIONS_LETTERS) : '',
    plan: dryRun ? planJson(receipt) : '',
    receipt: receiptJson(receipt),
  };
}

/** Version → percent; empty when it is not known. */
function trafficJson(receipt: Receipt): string {
  const live = liveTraffic(receipt);
  return live.known ? JSON.stringify(trafficShares(live.split)) : '';
}

/** A row of `versions`: the note read, so that nobody must. */
function versionRow({ id, note, ...facts }: VersionWithShares): object {
  const { fields, text } = readNote(note);
  return { version: id, ...facts, commit: fields.commit, description: text === '' ? undefined : text };
}

function planJson({ steps, before, package: pkg }: Receipt): string {
  return JSON.stringify({
    steps: steps.map(({ kind, what }) => ({ kind, what })),
    before: trafficShares(before),
    package: pkg && { bytes: pkg.bytes, sha256: pkg.sha256, files: pkg.files },
  });
}

/** What a receipt can do without, in this order, when it is too long for an output. Each says how much is gone. */
const SHORTENINGS: ((receipt: Receipt, keep: number) => Receipt)[] = [
  (receipt, keep) => {
    const { versions, versionsCut = 0 } = receipt;
    const rows = versions?.slice(0, keep);
    return { ...receipt, versions: rows, versionsCut: versions && versionsCut + versions.length - (rows?.length ?? 0) };
  },
  (receipt, keep) => {
    const { diff } = receipt;
    if (!diff) return receipt;
    const files = diff.files.map((file, at) => (at < keep ? file : { ...file, text: undefined }));
    const texts = diff.files.slice(keep).filter(({ text }) => text !== undefined).length;
    return { ...receipt, diff: { ...diff, files, textsCut: diff.textsCut + texts } };
  },
  (receipt, keep) => {
    const { diff } = receipt;
    if (!diff) return receipt;
    const files = diff.files.slice(0, keep);
    return { ...receipt, diff: { ...diff, files, filesCut: diff.filesCut + diff.files.length - files.length } };
  },
  (receipt, keep) => {
    const { removed, removedCut = 0 } = receipt;
    const rows = removed?.slice(0, keep);
    return { ...receipt, removed: rows, removedCut: removed && removedCut + removed.length - (rows?.length ?? 0) };
  },
  (receipt, keep) => ({ ...receipt, steps: receipt.steps.slice(0, keep) }),
  (receipt, keep) => ({ ...receipt, notices: receipt.notices.slice(0, keep) }),
];

/** One line of JSON, shortened as far as it must be. */
function receiptJson(receipt: Receipt): string {
  let now = receipt;
  for (const shorter of SHORTENINGS) {
    if (JSON.stringify(now).length <= RECEIPT_LETTERS) break;
    const from = now;
    const keep = largestThatFits(MOST_ROWS, (rows) => JSON.stringify(shorter(from, rows)).length <= RECEIPT_LETTERS);
    now = shorter(from, keep);
  }
  return JSON.stringify(now);
}

/** More rows than any list of a receipt has. */
const MOST_ROWS = 1 << 17;

/** JSON of as many of the first items as fit into this many characters. */
function jsonWithin(items: object[], letters: number): string {
  const write = (rows: number) => JSON.stringify(items.slice(0, rows));
  return write(largestThatFits(items.length, (rows) => write(rows).length <= letters));
}

/** The largest number up to `limit` for which it fits; 0 when none does. What fits more also fits less. */
function largestThatFits(limit: number, fits: (number: number) => boolean): number {
  if (fits(limit)) return limit;
  let [good, bad] = [0, limit];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
