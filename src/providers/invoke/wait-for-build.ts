import { waitFor } from '../../core/clock.js';
import { DeployError } from '../../core/errors.js';
import { readableText } from '../../core/http/readable-text.js';
import type { ProviderContext } from '../../core/provider.js';
import type { AdminApi, AfterBuild } from './admin-api.js';
import type { BuildRow } from './parse-responses.js';

/** A line at least this often, so that a log that is being watched does not look dead. */
const LOG_INTERVAL_MS = 10_000;

export interface BuildReference {
  functionId: string;
  versionId: string;
  number: string;
  /** absent: the version's newest */
  buildId?: string;
  /** what a build is to do that takes the place of a lost one; default: none */
  after?: AfterBuild;
}

/** The server itself ends a build after this (BUILD_TIMEOUT_MINUTES). */
const MAX_BUILD_MS = 5 * 60_000;
/** Between its claim and the moment from which its time counts. */
const CLAIM_MS = 10_000;

/**
 * Follows a build to its end. One that a restart of the server has lost would stay `running` for an hour: another one
 * takes its place. Returns the build as it ended; throws `timeout`.
 */
export async function followBuild(
  api: AdminApi,
  context: ProviderContext,
  build: BuildReference,
  eachLook?: () => Promise<void>,
): Promise<BuildRow> {
  const { clock, deadline, signal } = context;
  const say = progressLogger(context, build.number);
  let last = 'not listed yet';
  let { buildId } = build;
  const wait = { clock, deadline, signal, what: `version ${build.number} to be built`, last: () => last };
  return await waitFor(wait, async () => {
    await eachLook?.();
    const rows = await api.listBuilds(build.functionId, build.versionId);
    const row = rows.find(({ id }) => id === buildId) ?? (buildId ? undefined : rows[0]);
    if (row) last = row.status;
    say(last);
    if (row && !mayBeAlive(row)) {
      context.log.notice(lostBuild(build.number, row.runningMs ?? 0));
      buildId = (await api.startBuild(build.functionId, build.versionId, build.after ?? 'none')).id;
      return undefined;
    }
    return row && isEnded(row) ? row : undefined;
  });
}

const lostBuild = (number: string, ms: number): string =>
  `The build of version ${number} runs for ${Math.round(ms / 1000)} s, and Invoke ends each after ${MAX_BUILD_MS / 1000} s: a restart of the server has lost it. Building once more.`;

/** Letters. The summary takes no more. */
const MAX_ERROR_LENGTH = 1200;

export const isEnded = ({ status }: BuildRow): boolean => ['success', 'failed', 'cancelled'].includes(status);

/** Does the server still work on it? It ends each in time, but forgets those that run when it restarts. */
export const mayBeAlive = ({ runningMs = 0 }: BuildRow): boolean => runningMs <= MAX_BUILD_MS + CLAIM_MS;

function progressLogger({ clock, log }: ProviderContext, number: string): (state: string) => void {
  const started = clock.now();
  let spoken = { state: '', at: 0 };
  return (state) => {
    const at = clock.now();
    if (state === spoken.state && at - spoken.at < LOG_INTERVAL_MS) return;
    spoken = { state, at };
    log.info(`Build of version ${number}: ${readableText(state)} (${((at - started) / 1000).toFixed(1)} s).`);
  };
}

/** Follows a build that has to succeed. Throws `vendor` with the build's own error. */
export async function waitForBuild(api: AdminApi, context: ProviderContext, build: BuildReference): Promise<void> {
  requireBuildSuccess(await followBuild(api, context, build), build.number, api);
}

/** Throws `vendor` unless the build succeeded. */
export function requireBuildSuccess(build: BuildRow, number: string, api: AdminApi): void {
  const { status } = build;
  if (status === 'success') return;
  if (status === 'cancelled') {
    throw new DeployError('vendor', `Someone cancelled the build of version ${number}.`, {
      next: 'Run it again; the version can be built again.',
      code: 'cancelled',
    });
  }
  throw new DeployError('vendor', `The build of version ${number} failed${reasonOf(build)}.`, {
    next: `Traffic was not moved. Mend the package and deploy again. ${readWhy(build, api)}`,
    code: 'build-failed',
  });
}

/** Whatever went wrong in a build, the server goes on to its artifact, which is not there, and keeps only that. */
const NO_REASON = /^Failed to upload artifact: ENOENT\b/;

/** The end of "its build failed", without a full stop. */
export function reasonOf({ error }: BuildRow): string {
  if (error === undefined || NO_REASON.test(error)) return '';
  return `: ${readableText(error, { maxLength: MAX_ERROR_LENGTH }).replace(/\.+$/, '')}`;
}

/** Where the log of a build is, which no API key gets: the end of what is said, since it ends with an address. */
export const readWhy = ({ id }: BuildRow, api: AdminApi): string =>
  `Invoke shows the build’s log to people who log in, not to API keys: ${api.buildPage(id)}`;
