import { DeployError } from '../core/errors.js';
import type { Alias, Request } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { Operation, OperationContext } from '../core/operation.js';
import { allTo } from '../core/traffic-split.js';
import { refuseForeignRollout } from '../traffic/interrupted.js';
import { moveLive, readAlias } from '../traffic/live.js';
import { refuseStaleCommit } from '../traffic/stale-commit.js';
import { movedByEarlierAttempt, sayDone } from './shared/earlier-attempt.js';
import { refuseNewAlias, requireAlias } from './shared/refuse-new-alias.js';
import { hasChecks, refuseShortTimeout, rolloutRequires, startRollout } from './shared/start-rollout.js';
import { rehearseVersion } from './shared/version-code.js';

const NAME_IT = 'So there is no canary to promote: name the `version` that should go live; `list` shows them.';

/** Makes an existing version live: the running canary, or the one that is named. Builds and uploads nothing. */
export const promote: Operation = {
  name: 'promote',
  effect: 'moves',
  summary: 'make the running canary, or a version, live',
  check: refuseShortTimeout,
  requires: (request) =>
    request.version === undefined
      ? [{ need: 'split', because: 'version', instead: NAME_IT }]
      : rolloutRequires(request),
  moves: () => true,
  async run(context) {
    const alias = await readAlias(context);
    await (context.request.version === undefined ? requireAlias : refuseNewAlias)(context, alias);
    await refuseForeignRollout(context, alias, context.request.version);
    await refuseStaleCommit(context, alias);
    if (alias && isDone(context, alias)) {
      context.receipt.version = { id: alias.split.stable, status: 'ready' };
      return sayDone(context, alias);
    }
    const version = versionToPromote(context.request, alias);
    await rehearseVersion(context, version);
    context.receipt.version = { id: version, status: 'ready' };
    if (hasChecks(context.request) || context.request.rollout) return startRollout(context, alias, version);
    await moveLive(context, alias, allTo(version), { prev: alias?.split.stable, commit: commitOf(alias, version) });
  },
};

/** The canary that was to be promoted has all traffic since an attempt of this run before this one. */
const isDone = (context: OperationContext, alias: Alias): boolean =>
  context.request.version === undefined && !alias.split.canary && movedByEarlierAttempt(context, alias);

/** The canary's commit, which the note has from the run that began it; of any other version nobody here knows it. */
function commitOf(alias: Alias | undefined, version: string): string | undefined {
  const { fields } = readNote(alias?.note);
  const { stable, canary } = alias?.split ?? {};
  return canary?.version === version && fields.live === stable ? fields.commit : undefined;
}

function versionToPromote({ version, alias: name }: Request, alias: Alias | undefined): string {
  if (version !== undefined) return version;
  if (alias?.split.canary) return alias.split.canary.version;
  const live = alias ? `version ${alias.split.stable} has all its traffic` : 'it does not exist';
  throw new DeployError('refused', `There is no canary to promote on ${name}: ${live}.`, {
    next: 'Name the `version` that should go live; `list` shows them.',
  });
}
