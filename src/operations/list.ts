import { collect } from '../core/collect.js';
import type { Alias, VersionWithShares } from '../core/model.js';
import { previousVersionOf } from '../core/note.js';
import type { Operation } from '../core/operation.js';
import { trafficShares } from '../core/traffic-split.js';
import { aliasDrift } from './status/alias-drift.js';

/** Versions, newest first, with the share of traffic that each alias sends them. */
export const list: Operation = {
  name: 'list',
  effect: 'reads',
  summary: 'show the versions',
  requires: () => [],
  async run(context) {
    const { provider, receipt, request, stage } = context;
    const [versions, aliases] = await stage('list', () =>
      Promise.all([collect(provider.versions()), collect(provider.aliases())]),
    );
    const releases = versions.map((version): VersionWithShares => ({ ...version, shares: {} }));
    for (const alias of aliases) {
      addShares(releases, alias);
      addLiveBefore(releases, alias);
    }
    releases.sort((a, b) => Number(b.id) - Number(a.id));
    const kept = releases.filter((release, at) => at < request.limit || Object.keys(release.shares).length > 0);
    receipt.versions = kept;
    receipt.versionsCut = releases.length - kept.length;
    const live = aliases.find(({ name }) => name === request.alias);
    for (const { kind, what } of await aliasDrift(context, live)) {
      // The rollout that was left has told of itself.
      if (kind !== 'unattended-rollout' && kind !== 'switched-off') context.log.notice(what);
    }
    receipt.before = live?.split ?? null;
    receipt.after = receipt.before;
    receipt.off = live?.off;
  },
};

/** An alias that points at a version that is gone still shows: as a row without facts. */
function addShares(releases: VersionWithShares[], { name, split }: Alias): void {
  for (const [id, percent] of Object.entries(trafficShares(split))) {
    let row = releases.find((release) => release.id === id);
    if (!row) {
      row = { id, status: 'failed', state: 'missing', shares: {} };
      releases.push(row);
    }
    row.shares[name] = percent;
  }
}

/** Only what is written down: a rollback without a version leads there. */
function addLiveBefore(releases: VersionWithShares[], alias: Alias): void {
  const previous = previousVersionOf(alias);
  const row = previous.known ? releases.find(({ id }) => id === previous.version) : undefined;
  if (row) row.liveBefore = [...(row.liveBefore ?? []), alias.name];
}
