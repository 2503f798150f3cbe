import { DeployError } from '../core/errors.js';
import type { Operation } from '../core/job.js';
import type { Alias, Request } from '../core/model.js';
import { readNote } from '../core/note.js';
import { allTo } from '../core/rollout.js';
import { refuseStale } from './guard.js';
import { move, readAlias } from './move.js';
import { needsOf, proves, refuseHurry, rollOut } from './rollout.js';
import { refuseForeign } from './unfinished.js';

const NAME_IT = 'So there is no canary to promote: name the `version` that should go live; `list` shows them.';

/** Makes an existing version live: the running canary, or the one that is named. Builds and uploads nothing. */
export const promote: Operation = {
  name: 'promote',
  check: refuseHurry,
  needs: (request) =>
    request.version === undefined ? [{ need: 'split', because: 'version', instead: NAME_IT }] : needsOf(request),
  moves: () => true,
  async run(job) {
    const alias = await readAlias(job);
    await refuseForeign(job, alias, job.request.version);
    await refuseStale(job, alias);
    const version = chosen(job.request, alias);
    job.receipt.version = { id: version, status: 'ready' };
    if (proves(job.request) || job.request.rollout) return rollOut(job, alias, version);
    await move(job, alias, allTo(version), { prev: alias?.rollout.stable, commit: commitOf(alias, version) });
  },
};

/** The canary's commit, which the note has from the run that began it; of any other version nobody here knows it. */
function commitOf(alias: Alias | undefined, version: string): string | undefined {
  const { fields } = readNote(alias?.note);
  const { stable, canary } = alias?.rollout ?? {};
  return canary?.version === version && fields.live === stable ? fields.commit : undefined;
}

function chosen({ version, alias: name }: Request, alias: Alias | undefined): string {
  if (version !== undefined) return version;
  if (alias?.rollout.canary) return alias.rollout.canary.version;
  const live = alias ? `version ${alias.rollout.stable} has all its traffic` : 'it does not exist';
  throw new DeployError('refused', `There is no canary to promote on ${name}: ${live}.`, {
    next: 'Name the `version` that should go live; `list` shows them.',
  });
}
