import { DeployError } from '../core/errors.js';
import type { PullRequest } from '../core/forge.js';
import type { Job } from '../core/job.js';
import type { Alias, Version } from '../core/model.js';
import { readNote } from '../core/note.js';
import { type Doomed, removeAll } from './doom.js';
import { all, readUse, reasons, strangerAt } from './inuse.js';
import { type Ledger, ledger } from './ledger.js';
import type { PreviewPlace } from './preview.js';
import { previewOf } from './previews.js';
import { judge } from './verdict.js';

/** Takes away all that the preview was. Done twice, it does nothing the second time. */
export async function withdraw(job: Job, pull: PullRequest, place: PreviewPlace): Promise<void> {
  const { receipt, log } = job;
  const book = ledger(receipt);
  if (place.kind === 'alias') await withdrawAlias(job, place.name, book);
  else await withdrawFunction(job, place.name, book);
  if (receipt.removed?.length === 0) {
    log.info(`There is no preview of pull request ${pull.number}.`);
    return;
  }
  const stays = receipt.removed?.find(({ kind, outcome }) => kind === 'alias' && outcome === 'kept');
  if (stays) log.warning(`The preview ${stays.id} stays: ${stays.why}.`);
  const state = stays ? 'live' : 'removed';
  receipt.preview = { number: pull.number, ...place, state, commit: pull.commit };
  judge(job, book);
}

/** Its URL goes with the alias. Of the versions go those that were published for it and that nothing else uses. */
async function withdrawAlias(job: Job, name: string, book: Ledger): Promise<void> {
  const { provider, request } = job;
  const use = await readUse(job);
  const alias = use.aliases.find((one) => one.name === name && readNote(one.note).ours);
  const bound = strangerAt(name, use);
  const kind = 'alias';
  if (alias && bound) {
    // What hangs on it would break, and the versions stay with it.
    book.add({ kind, id: name, outcome: 'kept', why: `${bound.what} points at it` });
    return;
  }
  if (alias) {
    await job.stage('drop', () => provider.drop(alias));
    book.add({ kind, id: name, outcome: request.dryRun ? 'planned' : 'removed', why: 'the pull request is closed' });
  }
  const versions = await job.stage('list', () => all(provider.versions()));
  const mine = versions.filter((version) => isMine(version, name, alias) && version.status !== 'pending');
  const used = reasons({ ...use, aliases: use.aliases.filter((one) => one !== alias) });
  const doomed: Doomed[] = [];
  for (const version of mine) {
    const hold = used.get(version.id);
    if (hold === undefined) doomed.push({ version, why: 'only the preview used it' });
    else book.add({ kind: 'version', id: version.id, outcome: 'kept', why: hold });
  }
  await removeAll(job, doomed, book);
}

/** Published for this preview, or for another one that had the same code first. */
function isMine(version: Version, name: string, alias: Alias | undefined): boolean {
  const by = previewOf(version);
  return by === name || (by !== undefined && version.id === alias?.rollout.stable);
}

async function withdrawFunction({ provider, request, stage }: Job, name: string, book: Ledger): Promise<void> {
  if (name === request.function) {
    throw new DeployError('refused', `${name} is the function itself, not its preview. Nothing was deleted.`);
  }
  const beside = await stage('look for the preview', async () => provider.beside?.(name));
  if (!beside?.provider) return;
  await stage('delete', () => beside.destroy());
  const why = 'the pull request is closed';
  book.add({ kind: 'function', id: name, outcome: request.dryRun ? 'planned' : 'removed', why });
}
