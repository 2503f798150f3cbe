import { collect } from '../../core/collect.js';
import { configurationText, isSameConfiguration } from '../../core/configuration-diff.js';
import type { Drift } from '../../core/drift.js';
import { messageOf } from '../../core/errors.js';
import type { Alias, Version } from '../../core/model.js';
import { readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';

/** Code in the newest upload that no run of ours put there: the next publish by anybody would ship it. */
export async function latestDrift({ provider, log }: OperationContext, alias: Alias | undefined): Promise<Drift[]> {
  const { latest: name } = provider.capabilities;
  if (!provider.latest || name === undefined) return [];
  try {
    const [latest, versions] = await Promise.all([provider.latest(), collect(provider.versions())]);
    const ours = versions.filter(({ note }) => readNote(note).ours);
    // Before the first deploy of ours there is nothing that a run left.
    if (!latest?.checksum || ours.length === 0) return [];
    const holders = (await withChecksums(provider, versions)).filter(({ checksum }) => checksum === latest.checksum);
    const own = holders.find(({ note }) => readNote(note).ours);
    if (own) return await configurationDrift(provider, own.id, name);
    const next = `Run \`deploy\` to have the right code there${alias ? `, or \`rollback\` with \`version: ${alias.split.stable}\` and \`latest-callers: protect\` to put back what is live` : ''}.`;
    const [holder] = holders;
    const what = holder
      ? `${name} holds the code of version ${holder.id}, which another tool published.`
      : `${name} holds code that was never published: it was uploaded by hand, by another tool, or by a run that ended before it published.`;
    return [{ kind: 'latest-code', what, next, counts: true }];
  } catch (error) {
    log.notice(`What ${name} holds could not be compared: ${messageOf(error)}`);
    return [];
  }
}

/** The code is ours, but somebody changed the configuration since: the next publish would ship that. */
async function configurationDrift(provider: Provider, version: string, name: string): Promise<Drift[]> {
  const diff = await provider.configurationDiff?.(version, name);
  if (!diff || isSameConfiguration(diff)) return [];
  if (diff.settings.length + diff.variables.length === 0) return [];
  const what = `${name} is configured otherwise than version ${version}, which holds the same code: ${configurationText(diff)}.`;
  return [{ kind: 'configuration', what, next: 'Run `deploy`: it publishes the same code with it.', counts: true }];
}

/** Some vendors' lists tell no hash: then the newest few are asked for theirs. */
async function withChecksums(provider: OperationContext['provider'], versions: Version[]): Promise<Version[]> {
  if (versions.some(({ checksum }) => checksum !== undefined)) return versions;
  const newest = [...versions].sort((a, b) => Number(b.id) - Number(a.id)).slice(0, MOST_LOOKED_AT);
  const read = await Promise.all(newest.map(async (row) => ({ ...(await provider.version(row.id)), ...row })));
  return read.map((one) => one as Version);
}

const MOST_LOOKED_AT = 10;
