import { DeployError } from './errors.js';
import type { Forge } from './forge.js';
import type { Log } from './log.js';
import type { ConfiguredEndpoint } from './provider.js';

/**
 * Keys and code go where the environment or a profile says, which nobody sees in the workflow: so it is said. A run
 * that somebody from outside set off may have been given that address by them. Throws `refused` then.
 */
export async function announceEndpoints(
  endpoints: readonly ConfiguredEndpoint[],
  { log, forge }: { log: Log; forge: Forge },
): Promise<void> {
  const [first] = endpoints;
  if (!first) return;
  const pull = await forge.pullRequest?.();
  const who = pull?.fork ? `Pull request ${pull.number} comes from a fork and` : await forge.foreignRun?.();
  if (who !== undefined) {
    const what = `${who} set this run off, and ${first.from} would send its keys and code to ${originOf(first.url)}.`;
    throw new DeployError('refused', what, {
      next: 'Nothing was sent. Name the address as an input of the step, where a fork cannot change it.',
    });
  }
  for (const { from, url } of endpoints) log.notice(`Requests go to ${originOf(url)}, as ${from} says.`);
}

/** Without a password. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : 'what is not a URL');
