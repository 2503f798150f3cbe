import { DeployError, isStop, messageOf } from '../../core/errors.js';
import { ACTIVE_ALIAS, type InvokeContext, readFunction } from './context.js';
import type { ActiveVersion, BuildRow, VersionRow } from './parse-responses.js';
import { followBuild, isEnded, mayBeAlive, requireBuildSuccess } from './wait-for-build.js';

/** From the end of such a build until each execution service has been told: 200 ms are gathered there first. */
export const FAST_SETTLES_MS = 2_000;

/**
 * A switch alone is not told to the execution service, which asks again after 30 s. A build that switches when it ends
 * is: so the version that was just made active is built once more. Such a build switches over whatever is active by
 * then, so what others do meanwhile is watched, and has the last word. Returns whether callers were told; throws
 * `conflict` when somebody else moved it.
 */
export async function tellCallers(functionContext: InvokeContext, row: VersionRow): Promise<boolean> {
  const { api, context, functionId } = functionContext;
  const { id: versionId, number } = row;
  const say = (why: string) => {
    const late = `Callers were not told of the switch to version ${number}, and see it within 30 s`;
    context.log.warning(`${late}: ${why}`);
    return false;
  };
  let build: BuildRow | undefined;
  try {
    await outlastOthers(functionContext, row);
    build = await api.startBuild(functionId, versionId, 'switch');
    const watch = watchActive(functionContext, row);
    const followed = { functionId, versionId, number, buildId: build.id, after: 'switch' as const };
    const ended = await followBuild(api, context, followed, watch.look);
    await watch.look();
    if (watch.theirs) await giveBack(functionContext, row, watch.theirs);
    requireBuildSuccess(ended, number, api);
    return true;
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind === 'conflict') throw error;
    if (isStop(error)) throw error;
    const pending = build && error.kind !== 'vendor' ? ' A build is under way that switches to it when it ends.' : '';
    return say(`${messageOf(error)}${pending}`);
  }
}

interface ActiveWatch {
  /** what somebody else made active meanwhile */
  theirs?: ActiveVersion;
  look(): Promise<void>;
}

function watchActive(functionContext: InvokeContext, row: VersionRow): ActiveWatch {
  const watch: ActiveWatch = {
    async look() {
      const { active } = await readFunction(functionContext);
      if (active?.id !== undefined && active.id !== row.id) watch.theirs = active;
    },
  };
  return watch;
}

/** The end of our build may have switched over a later move of somebody else: theirs counts. */
async function giveBack(
  functionContext: InvokeContext,
  { id, number }: VersionRow,
  theirs: ActiveVersion,
): Promise<never> {
  const { api, functionId } = functionContext;
  const { active } = await readFunction(functionContext);
  if (theirs.id !== undefined && active?.id === id) await api.switchVersion(functionId, theirs.id);
  throw new DeployError(
    'conflict',
    `Somebody made version ${theirs.number} ${ACTIVE_ALIAS} while version ${number} was built for the fast switch.`,
    { next: `Theirs was left, or made ${ACTIVE_ALIAS} again. Look at \`list\`, then run again what should win.` },
  );
}

/** Builds that were queued before and will switch to other versions: what they do is undone before it is built on. */
async function outlastOthers(functionContext: InvokeContext, row: VersionRow): Promise<void> {
  const { api, context, functionId } = functionContext;
  const others = (await api.listBuilds(functionId)).filter(
    (build) => build.switches && build.versionId !== row.id && !isEnded(build) && mayBeAlive(build),
  );
  if (others.length === 0) return;
  context.log.notice('A build is under way that switches to another version when it ends; that is waited for first.');
  for (const { id: buildId, versionId = '' } of others) {
    await followBuild(api, context, { functionId, versionId, number: '?', buildId });
  }
  const { active } = await readFunction(functionContext);
  if (others.some(({ versionId }) => versionId === active?.id)) await api.switchVersion(functionId, row.id);
}
