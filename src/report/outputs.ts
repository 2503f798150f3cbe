import type { Receipt, Release } from '../core/model.js';
import { readNote } from '../core/note.js';
import { traffic } from '../core/rollout.js';
import { liveOf } from './live.js';
import { type Door, rollbackCommand } from './undo.js';
import { numberOf } from './words.js';

/**
 * GitHub ends the outputs of a job at 1 MB, counted as UTF-16: half a million letters for all of them. The two that
 * grow with the number of versions get a share each.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
 */
const RECEIPT_LETTERS = 200_000;
const VERSIONS_LETTERS = 180_000;

/** Every output of a run by its public name; all of them, also after a failure. `summary-path` is set by the door. */
export function outputs(receipt: Receipt, door: Door): Record<string, string> {
  const { package: pkg, releases, dryRun } = receipt;
  return {
    version: numberOf(receipt.version) ?? '',
    'previous-version': receipt.previousVersion ?? '',
    alias: receipt.alias,
    traffic: trafficOf(receipt),
    changed: String(receipt.changed && !dryRun),
    switched: String(receipt.switched),
    'package-path': pkg?.file ?? '',
    'package-sha256': pkg?.sha256 ?? '',
    'package-size': pkg ? String(pkg.bytes) : '',
    files: pkg ? String(pkg.files) : '',
    url: receipt.url ?? '',
    'rollback-command': rollbackCommand(receipt, door),
    versions: releases ? fitting(releases.map(row), VERSIONS_LETTERS, (rows) => JSON.stringify(rows)) : '',
    plan: dryRun ? planOf(receipt) : '',
    receipt: receiptOf(receipt),
  };
}

/** Version → percent; empty when it is not known. */
function trafficOf(receipt: Receipt): string {
  const live = liveOf(receipt);
  return live.known ? JSON.stringify(traffic(live.rollout)) : '';
}

/** A row of `versions`: the note read, so that nobody must. */
function row({ id, note, ...facts }: Release): object {
  const { fields, text } = readNote(note);
  return { version: id, ...facts, commit: fields.commit, description: text === '' ? undefined : text };
}

function planOf({ steps, before, package: pkg }: Receipt): string {
  return JSON.stringify({
    steps: steps.map(({ kind, what }) => ({ kind, what })),
    before: traffic(before),
    package: pkg && { bytes: pkg.bytes, sha256: pkg.sha256, files: pkg.files },
  });
}

/** One line of JSON. When it is too long, the oldest releases go first, then notices. */
function receiptOf(receipt: Receipt): string {
  const { releases = [], notices } = receipt;
  const cutTo = (rows: Release[], notes: string[]) =>
    JSON.stringify({
      ...receipt,
      releases: receipt.releases && rows,
      releasesCut: receipt.releases && (receipt.releasesCut ?? 0) + releases.length - rows.length,
      notices: notes,
    });
  const text = fitting(releases, RECEIPT_LETTERS, (rows) => cutTo(rows, notices));
  return text.length <= RECEIPT_LETTERS ? text : fitting(notices, RECEIPT_LETTERS, (notes) => cutTo([], notes));
}

/** Writes as many of the first items as fit into so many letters; with none at all it may still be longer. */
function fitting<T>(items: T[], letters: number, write: (some: T[]) => string): string {
  const all = write(items);
  if (all.length <= letters) return all;
  let [fits, fails] = [0, items.length];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (write(items.slice(0, middle)).length <= letters) fits = middle;
    else fails = middle;
  }
  return write(items.slice(0, fits));
}
