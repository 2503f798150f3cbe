import { configurationText } from '../core/configuration-diff.js';
import { formatPercent } from '../core/format.js';
import { countCallers, latestDiffers, latestHoldsText, sureCallers } from '../core/latest-callers.js';
import type { Receipt, StepKind, TrafficSplit } from '../core/model.js';
import type { PreviewResult } from '../core/preview.js';
import { sameSplit, trafficShares } from '../core/traffic-split.js';
import { formatCount, isZip, versionNumber } from './format.js';
import type { Headline } from './headline-type.js';
import { liveTraffic, mayHaveWritten } from './live-traffic.js';
import { changeCounts } from './package-changes.js';
import { releaseHeadline } from './release-headline.js';
import { removalText } from './retention.js';

export function headline(receipt: Receipt): Headline {
  const { mark, sentence } = headlineOf(receipt);
  return {
    mark,
    sentence:
      receipt.off && isAboutTraffic(receipt)
        ? `${sentence}, but the function is switched off`
        : `${sentence}${latestText(receipt)}`,
  };
}

const isAboutTraffic = ({ effect, versions }: Receipt): boolean =>
  versions !== undefined || effect === 'publishes' || effect === 'moves' || effect === 'goes-back';

/** What callers of the newest upload get, where that is something else than what callers of the alias get. */
function latestText(receipt: Receipt): string {
  const { latest, dryRun, steps } = receipt;
  const sure = latest ? sureCallers(latest).length : 0;
  if (!latest || sure === 0) return '';
  const who = countCallers(sure, latest.qualifier);
  if (dryRun)
    return steps.some(({ kind }) => kind === 'publish') && !latest.putBack ? `; ${who} would get it at once` : '';
  return latestDiffers(receipt) ? `, and ${who} ${latestHoldsText(latest, sure)}` : '';
}

function headlineOf(receipt: Receipt): Headline {
  if (receipt.members) return releaseHeadline(receipt);
  switch (receipt.outcome) {
    case 'failed':
      return { mark: 'bad', sentence: failed(receipt) };
    case 'rolled-back':
      return { mark: 'back', sentence: takenBack(receipt) };
    case 'held':
      return { mark: 'bad', sentence: held(receipt) };
    case 'superseded':
      return { mark: 'skip', sentence: `a newer commit went live meanwhile, ${stillLiveText(receipt)}` };
    case 'skipped':
      return { mark: 'skip', sentence: `${receipt.operation} was skipped, ${stillLiveText(receipt)}` };
    case 'planned':
      return { mark: 'plan', sentence: receipt.headline ?? planned(receipt) };
    case 'done':
      return done(receipt);
  }
}

/** A rollout that failed its checks: traffic went, and came back. */
function takenBack(receipt: Receipt): string {
  const live = liveTraffic(receipt);
  const now = live.known ? liveTrafficText(live.split, ' again') : 'what is live is not known';
  return `version ${versionNumber(receipt.version) ?? '?'} was taken back, ${now}`;
}

/** A rollout that failed its checks, and was told to leave traffic where it is. */
function held(receipt: Receipt): string {
  const live = liveTraffic(receipt);
  const now = live.known ? liveTrafficText(live.split, ' now') : 'what is live is not known';
  const version = `version ${versionNumber(receipt.version) ?? '?'}`;
  if (receipt.rollout?.gates.at(-1)?.verdict !== 'unclear') return `${version} failed its checks and is held, ${now}`;
  return receipt.rollout.reached >= 100 ? `${version} is live and unproven` : `${version} is unproven and held, ${now}`;
}

function done(receipt: Receipt): Headline {
  const { operation, effect, switched, after, versions, headline: own } = receipt;
  const kept = own ?? sentenceOf(receipt);
  if (kept) return { mark: 'list', sentence: kept };
  if (versions) return { mark: 'list', sentence: `${listed(receipt)}, ${liveTrafficText(after, '')}` };
  if (effect === 'reads' || effect === 'deletes') return { mark: 'list', sentence: `${operation} done` };
  if (!switched) return { mark: 'good', sentence: unmoved(receipt) };
  if (after?.canary) {
    const { stable, canary } = after;
    const rest = formatPercent(trafficShares(after)[stable] ?? 0);
    const sentence = `version ${canary.version} gets ${formatPercent(canary.percent)}, version ${stable} keeps ${rest}`;
    return { mark: 'share', sentence };
  }
  if (effect === 'goes-back') return { mark: 'back', sentence: `back on version ${after?.stable}` };
  return { mark: 'good', sentence: liveTrafficText(after, '') };
}

/** Of the operations on kept versions: what became of them. */
function sentenceOf({ removals, removed, diff, output, preview, version }: Receipt): string | undefined {
  if (preview) return previewText(preview, versionNumber(version), removals);
  if (removed) return removed.length === 0 ? 'nothing to delete' : removalText({ removals });
  if (diff) return changeCounts(diff);
  if (output === undefined) return undefined;
  return `version ${versionNumber(version) ?? '?'} is ${isZip(output) ? 'saved' : 'unpacked'}`;
}

function previewText(
  { number, state }: PreviewResult,
  version: string | undefined,
  { refused = 0, failed: unanswered = 0 }: Receipt['removals'] = {},
): string {
  const what = `preview of pull request ${number}`;
  const left = refused + unanswered;
  if (state === 'removed') return `${what} is removed${left > 0 ? `, but for ${formatCount(left, 'version')}` : ''}`;
  return version === undefined ? `${what} is live` : `${what} is version ${version}`;
}

function listed({ versions = [], versionsCut = 0 }: Receipt): string {
  return formatCount(versions.length + versionsCut, 'version');
}

/** Done, and traffic is where it was. */
function unmoved(receipt: Receipt): string {
  const { changed, operation, effect, after } = receipt;
  const version = versionNumber(receipt.version);
  if (changed) return `version ${version} is published${forConfiguration(receipt)}, ${stillLiveText(receipt)}`;
  if (version === undefined) return `${operation} done, ${stillLiveText(receipt)}`;
  if (sameSplit(after, { stable: version })) {
    return effect === 'publishes'
      ? `nothing changed, ${stillLiveText(receipt)}`
      : `version ${version} was live already`;
  }
  return `version ${version} holds this package already, ${stillLiveText(receipt)}`;
}

/** Why a version of code that is live already is published: " for its configuration (Timeout 3 → 7, 2 variables)". */
function forConfiguration({ configuration }: Receipt): string {
  return configuration?.sameCode ? ` for its configuration (${configurationText(configuration)})` : '';
}

const PLANNED_STEP_TEXTS: Record<Exclude<StepKind, 'note'>, string> = {
  upload: 'upload the code',
  publish: 'publish a version',
  pin: 'freeze what the newest upload holds',
  bind: 'bind callers',
  latest: 'put the live code back where the newest upload was',
  point: 'move traffic to it',
  remove: 'delete versions',
  drop: 'delete an alias',
  create: 'create the function',
  expose: 'make a URL',
};

function planned(receipt: Receipt): string {
  const { steps, removed } = receipt;
  if (removed) return `dry run: ${removed.length === 0 ? 'nothing would go' : removalText(receipt)}`;
  // Without a publish, a point step's own words say more: they name a version that exists.
  const publishes = steps.some(({ kind }) => kind === 'publish');
  const parts = steps.flatMap(({ kind, what }) => {
    if (kind === 'note') return [];
    if (kind === 'publish') return PLANNED_STEP_TEXTS.publish + forConfiguration(receipt);
    return kind === 'point' && !publishes ? what : PLANNED_STEP_TEXTS[kind];
  });
  const would = parts.length === 0 ? 'would change nothing' : `would ${[...new Set(parts)].join(' and ')}`;
  return `dry run: ${would}, ${stillLiveText(receipt)}`;
}

function failed(receipt: Receipt): string {
  const what = `${receipt.operation} failed`;
  const { dangling } = receipt;
  if (dangling)
    return `${what}: ${dangling.alias} points at version ${dangling.version}, which does not exist any more`;
  const live = liveTraffic(receipt);
  if (live.known)
    return live.moved ? `${what}, and ${liveTrafficText(live.split, ' now')}` : `${what}, ${stillLiveText(receipt)}`;
  return mayHaveWritten(receipt) ? `${what}, and what is live is not known` : `${what} before anything was changed`;
}

/** "version 6 is still live" */
function stillLiveText(receipt: Receipt): string {
  const live = liveTraffic(receipt);
  if (!live.known) return mayHaveWritten(receipt) ? 'what is live is not known' : 'nothing was changed';
  return liveTrafficText(live.split, live.moved ? ' now' : ' still');
}

/** "version 7 is live", "version 6 has 90 % and version 7 has 10 %" */
export function liveTrafficText(
  split: TrafficSplit | null | undefined,
  how: '' | ' still' | ' now' | ' again',
): string {
  if (!split) return how === ' still' ? 'nothing is live yet' : 'nothing is live';
  const entries = Object.entries(trafficShares(split));
  if (entries.length === 1)
    return how === ' still' || how === ''
      ? `version ${split.stable} is${how} live`
      : `version ${split.stable} is live${how}`;
  const parts = entries.map(
    ([version, share]) => `version ${version}${how === ' still' ? ' still' : ''} has ${formatPercent(share)}`,
  );
  return parts.join(' and ');
}
