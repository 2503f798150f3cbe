import { inputError } from '../core/errors.js';
import type { Operation } from '../core/job.js';
import { removeAll } from './doom.js';
import { type InUse, readUse, reasons } from './inuse.js';
import { ledger } from './ledger.js';
import { choose, scan } from './retention.js';
import { sweep } from './sweep.js';
import { judge } from './verdict.js';

/** Deletes what is old, previews first. Never what is in use, and never the newest. */
export const cleanup: Operation = {
  name: 'cleanup',
  check({ keep, maxAge, previewMaxAge }) {
    if (keep ?? maxAge ?? previewMaxAge) return;
    const next = 'Write `keep: 10`, `max-age: 30d`, `preview-max-age: 7d`, or several of them.';
    throw inputError('keep', '', 'is missing, and so are `max-age` and `preview-max-age`.', next);
  },
  needs: () => [],
  async run(job) {
    const use = await readUse(job);
    const rows = await job.stage('list', () => scan(job));
    const book = ledger(job.receipt);
    const dropped = await sweep(job, use, rows, book);
    const left: InUse = { ...use, aliases: use.aliases.filter(({ name }) => !dropped.has(name)) };
    const { doomed, kept } = choose(job, rows, reasons(left), dropped);
    for (const one of kept) book.add({ kind: 'version', id: one.version.id, outcome: 'kept', why: one.why });
    await removeAll(job, doomed, book);
    judge(job, book);
  },
};
