import { collect } from '../../core/collect.js';
import { DeployError } from '../../core/errors.js';
import type { PullRequest } from '../../core/forge.js';
import type { Alias, Version } from '../../core/model.js';
import { readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { type Candidate, deleteVersions } from '../retention/delete-versions.js';
import { type Ledger, newLedger } from '../retention/ledger.js';
import { foreignCaller, readReferences, reasonsToKeep } from '../retention/references.js';
import { reportDeletions } from '../retention/result.js';
import { type PreviewTarget, previewAliasOf } from './naming.js';

/** A pull request that is closed has no next run. */
const SWEPT_BY =
  'This pull request has no next run: run this job again, or let `cleanup` with `retention: {previews: 7d}` sweep it.';

/** Takes away all that the preview was. Done twice, it does nothing the second time. */
export async function removePreview(context: OperationContext, pull: PullRequest, place: PreviewTarget): Promise<void> {
  const { receipt, log } = context;
  const book = newLedger(receipt);
  if (place.kind === 'alias') await removeAlias(context, place.name, book);
  else await removeFunction(context, place.name, book);
  if (receipt.removed?.length === 0) {
    log.info(`There is no preview of pull request ${pull.number}.`);
    return;
  }
  const stays = receipt.removed?.find(({ kind, outcome }) => kind === 'alias' && outcome === 'kept');
  if (stays) log.warning(`The preview ${stays.id} stays: ${stays.why}.`);
  const state = stays ? 'live' : 'removed';
  receipt.preview = { number: pull.number, ...place, state, commit: pull.commit };
  reportDeletions(context, book, SWEPT_BY);
}

/** Its URL goes with the alias. Of the versions go those that were published for it and that nothing else uses. */
async function removeAlias(context: OperationContext, name: string, book: Ledger): Promise<void> {
  const { provider, request } = context;
  const use = await readReferences(context);
  const alias = use.aliases.find((one) => one.name === name && readNote(one.note).ours);
  const bound = foreignCaller(name, use);
  const kind = 'alias';
  if (alias && bound) {
    // What hangs on it would break, and the versions stay with it.
    book.add({ kind, id: name, outcome: 'kept', why: `${bound.what} points at it` });
    return;
  }
  if (alias) {
    await context.stage('drop', () => provider.drop(alias));
    book.add({ kind, id: name, outcome: request.dryRun ? 'planned' : 'removed', why: 'the pull request is closed' });
  }
  const versions = await context.stage('list', () => collect(provider.versions()));
  const mine = versions.filter((version) => isMine(version, name, alias) && version.status !== 'pending');
  const used = reasonsToKeep({ ...use, aliases: use.aliases.filter((one) => one !== alias) });
  const doomed: Candidate[] = [];
  for (const version of mine) {
    const hold = used.get(version.id);
    if (hold === undefined) doomed.push({ version, why: 'only the preview used it' });
    else book.add({ kind: 'version', id: version.id, outcome: 'kept', why: hold });
  }
  await deleteVersions(context, doomed, book, use.aliases);
}

/** Published for this preview, or for another one that had the same code first. */
function isMine(version: Version, name: string, alias: Alias | undefined): boolean {
  const by = previewAliasOf(version);
  return by === name || (by !== undefined && version.id === alias?.split.stable);
}

async function removeFunction(
  { provider, request, stage }: OperationContext,
  name: string,
  book: Ledger,
): Promise<void> {
  if (name === request.function) {
    throw new DeployError('refused', `${name} is the function itself, not its preview. Nothing was deleted.`);
  }
  const beside = await stage('look for the preview', async () => provider.siblingFunction?.(name));
  if (!beside?.provider) return;
  await stage('delete', () => beside.destroy());
  const why = 'the pull request is closed';
  book.add({ kind: 'function', id: name, outcome: request.dryRun ? 'planned' : 'removed', why });
}
