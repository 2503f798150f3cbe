import { collect } from '../../core/collect.js';
import type { PastDeployment } from '../../core/forge.js';
import { warnOnError } from '../../core/forge.js';
import type { Alias, Caller } from '../../core/model.js';
import { previousVersionOf, readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { trafficShares } from '../../core/traffic-split.js';
import { rereadLive } from '../../traffic/live.js';

/** What must not lose its version. Read once, before anything is deleted. */
export interface References {
  aliases: Alias[];
  callers: Caller[];
  deployments: PastDeployment[];
}

/** Everything that may need a version: aliases, what points at the function, GitHub's environments. */
export async function readReferences(context: OperationContext): Promise<References> {
  const { provider, receipt, request } = context;
  const [aliases, callers, deployments] = await context.stage('look for what is in use', () =>
    Promise.all([collect(provider.aliases()), readCallers(context), activeDeployments(context)]),
  );
  const live = aliases.find(({ name }) => name === request.alias);
  receipt.before = live?.split ?? null;
  receipt.after = receipt.before;
  return { aliases, callers, deployments };
}

/** Not to know all of them leaves it to the vendor's own guard, which is said. */
async function readCallers({ provider, log }: OperationContext): Promise<Caller[]> {
  const read = await provider.callers?.();
  if (read && read.unread.length > 0) log.warning(`Some callers could not be listed: ${read.unread.join(', ')}.`);
  return read?.callers ?? [];
}

/** Where an environment was named, not to know what is deployed there is a reason to stop. */
async function activeDeployments({ forge, receipt, request, log }: OperationContext): Promise<PastDeployment[]> {
  if (!forge.activeDeployments) return [];
  const read = async () => forge.activeDeployments?.(receipt);
  return request.environment === undefined ? ((await warnOnError(log, read)) ?? []) : ((await read()) ?? []);
}

/** What reads from the alias of a preview and was not made with it: a URL goes with its alias, a queue does not. */
export const foreignCaller = (alias: string, { callers }: References): Caller | undefined =>
  callers.find(({ qualifier, url }) => qualifier === alias && url === undefined);

/** version → why it must stay. The first reason wins: traffic before memory. */
export function reasonsToKeep({ aliases, callers, deployments }: References): Map<string, string> {
  const found = new Map<string, string>();
  const add = (version: string | undefined, why: string) => {
    if (version !== undefined && !found.has(version)) found.set(version, why);
  };
  for (const { name, split } of aliases) {
    for (const [version, percent] of Object.entries(trafficShares(split)))
      add(version, `${name} sends it ${percent} %`);
  }
  for (const { what, qualifier } of callers) add(qualifier, `${what} points at it`);
  for (const alias of aliases) {
    const previous = previousVersionOf(alias);
    if (previous.known) add(previous.version, `a rollback of ${alias.name} goes to it`);
    add(readNote(alias.note).fields.to, `a rollout of ${alias.name} is on its way to it`);
  }
  for (const { environment, after, before, operation } of deployments) {
    for (const version of Object.keys(trafficShares(after))) add(version, `it is deployed to ${environment}`);
    if (operation !== 'rollback') add(before?.stable, `a rollback in ${environment} goes to it`);
  }
  return found;
}

/** What is live by now, of the list: whoever deletes may list aliases, and need not be allowed to ask for one. */
export const rereadLiveInList = (context: OperationContext): Promise<void> =>
  rereadLive(context, async () =>
    (await collect(context.provider.aliases())).find(({ name }) => name === context.request.alias),
  );
