import type { Operation } from '../core/job.js';
import type { Alias, Release } from '../core/model.js';
import { traffic } from '../core/rollout.js';
import { leftBehind } from './unfinished.js';

/** Versions, newest first, with the share of traffic that each alias sends them. */
export const list: Operation = {
  name: 'list',
  needs: () => [],
  async run(job) {
    const { provider, receipt, request, stage } = job;
    const [versions, aliases] = await stage('list', () =>
      Promise.all([all(provider.versions()), all(provider.aliases())]),
    );
    const releases = versions.map((version): Release => ({ ...version, shares: {} }));
    for (const alias of aliases) share(releases, alias);
    releases.sort((a, b) => Number(b.id) - Number(a.id));
    const kept = releases.filter((release, at) => at < request.limit || Object.keys(release.shares).length > 0);
    receipt.releases = kept;
    receipt.releasesCut = releases.length - kept.length;
    const live = aliases.find(({ name }) => name === request.alias);
    await leftBehind(job, live);
    receipt.before = live?.rollout ?? null;
    receipt.after = receipt.before;
  },
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** An alias that points at a version that is gone still shows: as a row without facts. */
function share(releases: Release[], { name, rollout }: Alias): void {
  for (const [id, percent] of Object.entries(traffic(rollout))) {
    let row = releases.find((release) => release.id === id);
    if (!row) {
      row = { id, status: 'failed', state: 'missing', shares: {} };
      releases.push(row);
    }
    row.shares[name] = percent;
  }
}
