import { access, constants } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { systemClock } from '../core/clock.js';
import { messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Receipt } from '../core/model.js';
import { type TimeLimit, untilStopped, withinLimit } from '../core/time-limit.js';
import { functionName, versionNumber } from './format.js';
import { writePrivateFile } from './runner-files.js';

/** 250 MB, the most that a function may hold, over a slow line. */
const UPLOAD_MS = 5 * 60_000;

/**
 * Keeps the package and the receipt as a workflow artifact. The receipt is written into `folder` first. A failure is
 * a warning: what is live does not depend on it.
 */
export async function uploadArtifact(receipt: Receipt, folder: string, log: Log, time?: TimeLimit): Promise<void> {
  let file: string;
  try {
    file = writePrivateFile(folder, 'receipt', 'json', `${JSON.stringify(receipt, undefined, 2)}\n`);
  } catch (error) {
    log.warning(`The receipt could not be kept as an artifact: ${messageOf(error)}`);
    return;
  }
  const made = receipt.package?.file;
  const files = made === undefined ? [file] : [made, file];
  await uploadFiles(artifactName(receipt), files, log, time);
}

/** "my-api-version-7", without what GitHub refuses in a name, and different in each attempt of a run. */
export function artifactName(receipt: Receipt): string {
  const { alias, workflowRun } = receipt;
  const version = versionNumber(receipt.version);
  const words = [functionName(receipt), alias, version ? `version-${version}` : 'no-version'];
  if (workflowRun.runAttempt && workflowRun.runAttempt !== '1') words.push(`attempt-${workflowRun.runAttempt}`);
  return words.map(allowed).filter(Boolean).join('-');
}

const allowed = (word: string): string =>
  word
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);

/** Uploads files under one name, in a limited time. Never throws; returns whether it worked. */
export async function uploadFiles(
  name: string,
  files: readonly string[],
  log: Log,
  time: TimeLimit = { clock: systemClock, ms: UPLOAD_MS },
): Promise<boolean> {
  try {
    // The library's archiver throws out of an event, past every catch, when a file cannot be opened.
    for (const file of files) await access(file, constants.R_OK);
    const { DefaultArtifactClient } = await import('@actions/artifact');
    const upload = () => new DefaultArtifactClient().uploadArtifact(name, [...files], commonFolder(files));
    // The library knows no signal; against a service that hangs it goes on for a quarter of an hour.
    const { size } = await withinLimit(time, (signal) => untilStopped(upload(), signal));
    log.info(`Kept ${files.length} files as the artifact ${name} (${size ?? 0} bytes).`);
    return true;
  } catch (error) {
    const why = messageOf(error).replace(/\.?$/, '.');
    log.warning(`The artifact ${name} was not kept: ${why} The deploy itself is not affected.`);
    return false;
  }
}

/** The deepest folder that holds all files. */
export function commonFolder(files: readonly string[]): string {
  const [first = [], ...rest] = files.map((file) => dirname(file).split(sep));
  const shared = first.filter((part, at) => rest.every((other) => other[at] === part && sameUpTo(first, other, at)));
  return shared.join(sep) || sep;
}

const sameUpTo = (a: string[], b: string[], end: number): boolean =>
  a.slice(0, end).every((part, at) => b[at] === part);
