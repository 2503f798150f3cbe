import { collect } from '../../core/collect.js';
import { didYouMean } from '../../core/did-you-mean.js';
import { DeployError } from '../../core/errors.js';
import type { Alias } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';

/**
 * An alias that does not exist, of a function that has others, is taken for a misspelt one: traffic would go to a name
 * that nobody calls, and the run would be green. `create.alias` says that it is meant; the first alias of a function
 * needs nothing. Asks for the list only where there is something to decide. Throws `refused`; nothing was changed.
 */
export async function refuseNewAlias(context: OperationContext, alias: Alias | undefined): Promise<void> {
  const { request } = context;
  if (alias || request.create.alias) return;
  const names = await otherAliases(context);
  if (names.length === 0) return;
  const create = `To create ${request.alias}, give \`create: {alias: true}\` (in a terminal \`--create.alias\`).`;
  throw noAlias(request.alias, names, create);
}

/** The same for what never creates one: throws `refused` where the function has aliases, but not this one. */
export async function requireAlias(context: OperationContext, alias: Alias | undefined): Promise<void> {
  if (alias) return;
  const names = await otherAliases(context);
  if (names.length > 0) throw noAlias(context.request.alias, names);
}

/** Names shown in a sentence. */
const SHOWN = 10;

function noAlias(wanted: string, names: readonly string[], create = ''): DeployError {
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  const list = `${names.length === 1 ? 'There is' : 'There are'}: ${names.slice(0, SHOWN).join(', ')}${more}.`;
  const guess = didYouMean(wanted, names);
  const next = `${guess}${create}`.trim() || 'Give one of these as `alias`.';
  return new DeployError('refused', `There is no alias ${wanted}. ${list}`, { next });
}

/** All but previews of pull requests, which come and go. */
async function otherAliases({ provider, stage, log }: OperationContext): Promise<string[]> {
  if (provider.capabilities.aliases !== 'many') return [];
  try {
    const all = await stage('list aliases', () => collect(provider.aliases()));
    return all.map(({ name }) => name).filter((name) => !/^pr-[1-9]\d*$/.test(name));
  } catch (error) {
    if (!(error instanceof DeployError) || error.status !== 403) throw error;
    log.notice(`Whether the function has another alias is not known: ${error.message}`);
    return [];
  }
}
