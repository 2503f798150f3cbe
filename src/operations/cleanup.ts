import { inputError } from '../core/errors.js';
import type { Operation } from '../core/operation.js';
import { chooseCandidates, listVersionRows } from './retention/candidates.js';
import { deleteVersions } from './retention/delete-versions.js';
import { expirePreviews } from './retention/expire-previews.js';
import { newLedger } from './retention/ledger.js';
import { type References, readReferences, reasonsToKeep, rereadLiveInList } from './retention/references.js';
import { reportDeletions } from './retention/result.js';

/** Deletes what is old, previews first. Never what is in use, and never the newest. */
export const cleanup: Operation = {
  name: 'cleanup',
  effect: 'deletes',
  summary: 'delete old versions and previews',
  check({ retention: { keep, maxAge, previews } }) {
    if ([keep, maxAge, previews].some((rule) => rule !== undefined)) return;
    const next = 'Write `retention: {keep: 10}`, `{max-age: 30d}`, `{previews: 7d}`, or several of them.';
    throw inputError('retention', '', 'is missing, and `cleanup` needs it.', next);
  },
  requires: () => [],
  async run(context) {
    const use = await readReferences(context);
    const rows = await context.stage('list', () => listVersionRows(context));
    const book = newLedger(context.receipt);
    const dropped = await expirePreviews(context, use, rows, book);
    const left: References = { ...use, aliases: use.aliases.filter(({ name }) => !dropped.has(name)) };
    const { toDelete, toKeep } = chooseCandidates(context, rows, reasonsToKeep(left), dropped);
    for (const one of toKeep) book.add({ kind: 'version', id: one.version.id, outcome: 'kept', why: one.why });
    await deleteVersions(context, toDelete, book, use.aliases);
    await rereadLiveInList(context);
    reportDeletions(context, book);
  },
};
