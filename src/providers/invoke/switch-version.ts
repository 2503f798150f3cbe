import { waitFor } from '../../core/clock.js';
import { afterAcceptedWrite, DeployError, mayHaveTakenEffect, messageOf } from '../../core/errors.js';
import { nextWritePause } from '../../core/http/next-pause.js';
import { readableText } from '../../core/http/readable-text.js';
import type { Alias } from '../../core/model.js';
import { ACTIVE_ALIAS, activeAlias, type InvokeContext, readFunction } from './context.js';
import { FAST_SETTLES_MS, tellCallers } from './fast-switch.js';
import type { BuildRow, VersionRow } from './parse-responses.js';
import { followBuild, readWhy, reasonOf, requireBuildSuccess } from './wait-for-build.js';

/** After a build that switches, the switch itself may take a moment. */
const SWITCH_MS = 15_000;

/** Makes a version active if what is active still is `expected`; answers what is active then, as read back. */
export async function switchVersion(
  functionContext: InvokeContext,
  number: string,
  expected: Alias | undefined,
): Promise<Alias> {
  const rows = await functionContext.versionCache.fetch();
  const active = rows.find((row) => row.active);
  const row = rows.find((one) => one.number === number);
  // The list was the read-back, whoever switched.
  if (row && active?.id === row.id) {
    refuseReusedNumber(functionContext, row);
    return activeAlias(active, functionContext.row);
  }
  refuseStale(active, expected);
  if (!row) throw versionMissing(number, rows);
  refuseReusedNumber(functionContext, row);
  await requireBuilt(functionContext, row);
  warnIfOff(functionContext, row);
  const { alias, told } = await sendSwitch(functionContext, row, active);
  const fast = told || (await afterAcceptedWrite(() => tellIfAsked(functionContext, row)));
  return fast ? { ...alias, settlesMs: FAST_SETTLES_MS } : alias;
}

const tellIfAsked = async (functionContext: InvokeContext, row: VersionRow): Promise<boolean> =>
  functionContext.fastSwitch && (await tellCallers(functionContext, row));

/** A switch does more than was asked for where somebody has switched the function off. A new one is off, too. */
function warnIfOff({ context, row }: InvokeContext, { number }: VersionRow): void {
  if (!row?.off || !row.active) return;
  context.log.warning(`The switch to version ${number} also switches the function on again.`);
}

function refuseStale(active: VersionRow | undefined, expected: Alias | undefined): void {
  const was = expected?.split.stable;
  const sameBuild = expected?.lock === undefined || expected.lock === active?.id;
  if (was === active?.number && sameBuild) return;
  const now = active ? `version ${active.number}` : 'nothing';
  const how = was === active?.number ? 'another build under the same number' : (was ?? 'nothing');
  throw new DeployError('conflict', `${ACTIVE_ALIAS} is ${now} by now; when it was read before, it was ${how}.`, {
    next: 'Someone else switched meanwhile, and nothing was changed here. Look at `list`, then run again what should win.',
  });
}

function versionMissing(number: string, rows: VersionRow[]): DeployError {
  const ready = rows.filter(({ built }) => built).map((row) => row.number);
  return new DeployError('refused', `There is no version ${number}; nothing was switched.`, {
    next:
      ready.length > 0 ? `Built versions, newest first: ${ready.slice(0, 10).join(', ')}.` : 'No version is built yet.',
    status: 404,
  });
}

/** A deleted number is given out again: what stands there now may be someone else's build. */
function refuseReusedNumber({ versionCache }: InvokeContext, row: VersionRow): void {
  const ours = versionCache.claimed(row.number);
  if (!ours || (ours.id === row.id && ours.hash === row.hash)) return;
  throw new DeployError('conflict', `Version ${row.number} is not the one of this run any more.`, {
    next: 'It was deleted and its number given to another build. Nothing was switched; deploy again.',
  });
}

/** A switch to anything else queues a build that switches whenever it ends. */
async function requireBuilt(functionContext: InvokeContext, row: VersionRow): Promise<void> {
  const { api, context, versionCache } = functionContext;
  if (row.built) return;
  if (versionCache.claimed(row.number)) {
    // Its build has succeeded in this run; the row follows.
    const { clock, signal } = context;
    const deadline = Math.min(context.deadline, clock.now() + SWITCH_MS);
    await waitFor({ clock, signal, deadline, what: `version ${row.number} to be listed as built` }, async () =>
      (await versionCache.fetch()).find((one) => one.id === row.id && one.built),
    );
    return;
  }
  const failed = row.state === 'failed' ? await findFailedBuild(functionContext, row) : undefined;
  const page = failed ? ` ${readWhy(failed, api)}` : '';
  throw new DeployError('refused', `Version ${row.number} cannot go live: ${whyNot(row, failed)}.`, {
    next: `Nothing was switched. Name a version that \`list\` shows as built, or deploy the code again.${page}`,
  });
}

const findFailedBuild = async ({ api, functionId }: InvokeContext, { id }: VersionRow): Promise<BuildRow | undefined> =>
  (await api.listBuilds(functionId, id)).find(({ status }) => status === 'failed');

function whyNot({ state }: VersionRow, failed: BuildRow | undefined): string {
  if (state === 'queued' || state === 'building') return 'it is still being built';
  return state === 'failed'
    ? `its build failed${failed ? reasonOf(failed) : ''}`
    : `it is not built (${readableText(state)})`;
}

interface SentSwitch {
  alias: Alias;
  /** the execution service knows of it already */
  told: boolean;
}

async function sendSwitch(
  functionContext: InvokeContext,
  row: VersionRow,
  from: VersionRow | undefined,
): Promise<SentSwitch> {
  const { api, functionId } = functionContext;
  for (let count = 1; ; count++) {
    try {
      const switched = await api.switchVersion(functionId, row.id);
      return await afterAcceptedWrite(async () =>
        switched.done
          ? { alias: await readBack(functionContext), told: false }
          : { alias: await followSwitchingBuild(functionContext, row, switched.build), told: true },
      );
    } catch (error) {
      const done = await afterFailedSwitch(functionContext, error, { row, from, count });
      if (done) return { alias: done, told: false };
    }
  }
}

interface FailedSwitch {
  row: VersionRow;
  from: VersionRow | undefined;
  /** attempts that have failed so far */
  count: number;
}

/** What became of a switch without a clear answer: done all the same, or undefined, to be sent again. Throws otherwise. */
async function afterFailedSwitch(
  functionContext: InvokeContext,
  error: unknown,
  { row, from, count }: FailedSwitch,
): Promise<Alias | undefined> {
  if (!mayHaveTakenEffect(error)) throw error;
  const { context } = functionContext;
  const pause = nextWritePause(error, { ...context, count });
  // A pause first: what is read after it is what the repeat meets.
  if (pause !== undefined) await context.clock.sleep(pause, context.signal);
  const seen = await afterAcceptedWrite(() => readFunction(functionContext));
  const now = seen.active;
  if (now?.id === row.id) return switchedDespiteLostAnswer(functionContext, activeAlias(now, seen));
  // Again only while nobody else has moved it.
  if (pause === undefined || now?.id !== from?.id) throw error;
  context.log.info(`The switch has not taken effect (${error.message}) Sending it again.`);
  return undefined;
}

function switchedDespiteLostAnswer({ context }: InvokeContext, now: Alias): Alias {
  context.log.info('The answer to the switch was lost; read back, it has taken effect.');
  return now;
}

async function readBack(functionContext: InvokeContext): Promise<Alias> {
  const row = await readFunction(functionContext);
  if (row.active) return activeAlias(row.active, row);
  throw new DeployError('conflict', `The switch was accepted, but read back nothing is ${ACTIVE_ALIAS}.`, {
    next: 'Look at the function in Invoke’s admin pages, then run it again.',
  });
}

/** Nothing was switched: a build was queued that will. */
async function followSwitchingBuild(functionContext: InvokeContext, row: VersionRow, build: BuildRow): Promise<Alias> {
  const { api, context, functionId } = functionContext;
  const { number } = row;
  context.log.notice(`Invoke builds version ${number} once more before it switches; following that build.`);
  try {
    const followed = { functionId, versionId: row.id, number, buildId: build.id, after: 'switch' as const };
    const ended = await followBuild(api, context, followed);
    requireBuildSuccess(ended, number, api);
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind === 'vendor') throw error;
    const { kind, next, status, code } = error;
    const pending = `The build that Invoke queued still switches to version ${number} when it ends.`;
    throw new DeployError(kind, `${messageOf(error)} ${pending}`, { next, status, code, cause: error });
  }
  const { clock, signal } = context;
  const deadline = Math.min(context.deadline, clock.now() + SWITCH_MS);
  const wait = { clock, signal, deadline, what: `${ACTIVE_ALIAS} to become version ${number}` };
  const live = await waitFor(wait, async () => {
    const now = await readFunction(functionContext);
    return now.active?.id === row.id ? activeAlias(now.active, now) : undefined;
  }).catch(() => undefined);
  return live ?? (await readBack(functionContext));
}
