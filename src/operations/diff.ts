import { configurationText } from '../core/configuration-diff.js';
import { inputError } from '../core/errors.js';
import type { Request } from '../core/model.js';
import type { Operation } from '../core/operation.js';
import { describeSplit } from '../core/traffic-split.js';
import { readAlias } from '../traffic/live.js';
import { compareCode, type DiffSide } from './compare/compare-code.js';

const NUMBER = /^[1-9]\d{0,17}$/;

/** What differs between two versions, a version and a folder, or a package and what is live. */
export const diff: Operation = {
  name: 'diff',
  effect: 'reads',
  summary: 'show what changed between two versions, or a version and a directory',
  check(request) {
    const { against, path, version } = request;
    const folder = against !== undefined && against !== 'live' && !NUMBER.test(against);
    if (folder && path !== undefined) {
      const next = 'Leave out one of the two: the folder of `against` is read like `path`.';
      throw inputError('against', against, 'is neither a version nor `live`, and `path` is given too.', next);
    }
    // A folder is packed like any other: the same files are left out, so it is compared as it would ship.
    if (folder) {
      request.path = against;
      request.against = undefined;
    }
    if (request.path !== undefined && version !== undefined && request.against !== undefined) {
      const next = 'Leave out one of `path`, `version` and `against`.';
      throw inputError('against', request.against, 'is the third thing to compare.', next);
    }
    const sides = sidesOf(request);
    if (sides.from !== sides.to) return;
    const next = 'Name a `path`, a `version`, or what to compare `against`.';
    throw inputError('against', '', `would compare ${sides.to} with itself.`, next);
  },
  requires: () => [],
  async run(context) {
    const { request, receipt, log } = context;
    const { from, to } = sidesOf(request);
    const alias = from === 'live' || to === 'live' ? await readAlias(context) : undefined;
    if (alias?.split.canary)
      log.notice(`A canary is running: live is ${describeSplit(alias.split)}; the first counts.`);
    const point = (side: string): DiffSide =>
      side === 'live' ? { live: alias } : side === 'package' ? 'package' : { id: side };
    receipt.diff = await compareCode(context, point(from), point(to));
    const { added, removed, changed, renamed, configuration } = receipt.diff;
    const settings = configuration ? configurationText(configuration) : '';
    log.info(
      `${added} added, ${removed} removed, ${changed} changed, ${renamed} renamed.${settings && ` Configuration: ${settings}.`}`,
    );
  },
};

/** `live`, `package`, or a version's number. */
function sidesOf({ path, version, against }: Request): { from: string; to: string } {
  if (path !== undefined) return { from: against ?? version ?? 'live', to: 'package' };
  return { from: against ?? 'live', to: version ?? 'live' };
}
