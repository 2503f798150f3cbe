import type { Deployed } from '../core/forge.js';
import { politely } from '../core/forge.js';
import type { Job } from '../core/job.js';
import type { Alias } from '../core/model.js';
import { previousOf, readNote } from '../core/note.js';
import type { Binding } from '../core/provider.js';
import { traffic } from '../core/rollout.js';

/** What must not lose its version. Read once, before anything is deleted. */
export interface InUse {
  aliases: Alias[];
  bindings: Binding[];
  deployments: Deployed[];
}

/** Everything that may need a version: aliases, what points at the function, GitHub's environments. */
export async function readUse(job: Job): Promise<InUse> {
  const { provider, receipt, request } = job;
  const [aliases, bindings, deployments] = await job.stage('look for what is in use', () =>
    Promise.all([all(provider.aliases()), provider.bindings?.() ?? [], activeDeployments(job)]),
  );
  const live = aliases.find(({ name }) => name === request.alias);
  receipt.before = live?.rollout ?? null;
  receipt.after = receipt.before;
  return { aliases, bindings, deployments };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Where an environment was named, not to know what is deployed there is a reason to stop. */
async function activeDeployments({ forge, receipt, request, log }: Job): Promise<Deployed[]> {
  if (!forge.activeDeployments) return [];
  const read = async () => forge.activeDeployments?.(receipt);
  return request.environment === undefined ? ((await politely(log, read)) ?? []) : ((await read()) ?? []);
}

/** What reads from the alias of a preview and was not made with it: a URL goes with its alias, a queue does not. */
export const strangerAt = (alias: string, { bindings }: InUse): Binding | undefined =>
  bindings.find(({ qualifier, url }) => qualifier === alias && url === undefined);

/** version → why it must stay. The first reason wins: traffic before memory. */
export function reasons({ aliases, bindings, deployments }: InUse): Map<string, string> {
  const found = new Map<string, string>();
  const add = (version: string | undefined, why: string) => {
    if (version !== undefined && !found.has(version)) found.set(version, why);
  };
  for (const { name, rollout } of aliases) {
    for (const [version, percent] of Object.entries(traffic(rollout))) add(version, `${name} sends it ${percent} %`);
  }
  for (const { what, qualifier } of bindings) add(qualifier, `${what} points at it`);
  for (const alias of aliases) {
    const previous = previousOf(alias);
    if (previous.known) add(previous.version, `a rollback of ${alias.name} goes to it`);
    add(readNote(alias.note).fields.to, `a rollout of ${alias.name} is on its way to it`);
  }
  for (const { environment, after, before, operation } of deployments) {
    for (const version of Object.keys(traffic(after))) add(version, `it is deployed to ${environment}`);
    if (operation !== 'rollback') add(before?.stable, `a rollback in ${environment} goes to it`);
  }
  return found;
}
