import { DeployError } from '../../core/errors.js';
import type { Alias, TrafficSplit } from '../../core/model.js';
import { percentFromWeight, weightFromPercent } from '../../core/traffic-split.js';
import type { FcAlias } from './api-types.js';

/** Version → weight (0–1); a null map is an empty one, a weight of 0 sends nobody there. */
export function versionWeights(raw: FcAlias): [version: string, weight: number][] {
  const pairs = Object.entries(raw.additionalVersionWeight ?? {});
  return pairs
    .map(([version, weight]): [string, number] => [version, Number(weight)])
    .filter(([, weight]) => weight > 0);
}

/** Every version that the alias names, whatever its weight: what would dangle. */
export const versionsNamedBy = (raw: FcAlias): string[] => [
  String(raw.versionId ?? ''),
  ...Object.keys(raw.additionalVersionWeight ?? {}),
];

/**
 * What the alias really does. A second version with weight 1 has all the traffic (the vendor's own canary tool ends
 * like that before it cleans up). Throws `refused` when traffic goes to three versions or more.
 */
export function toAlias(raw: FcAlias, lock?: string): Alias {
  const name = String(raw.aliasName ?? '');
  return { name, split: splitOf(raw, name), lock, note: raw.description ?? undefined };
}

function splitOf(raw: FcAlias, name: string): TrafficSplit {
  const stable = String(raw.versionId ?? '');
  // Content rules send single requests, not a share of them.
  const extra = raw.resolvePolicy === 'Content' ? [] : versionWeights(raw);
  const [first, second] = extra;
  if (!first) return { stable };
  if (second) {
    const list = extra.map(([version]) => version).join(', ');
    throw new DeployError(
      'refused',
      `The alias ${name} splits traffic between version ${stable} and several others: ${list}.`,
      {
        next: 'Leave it one additional version in the console, then run it again.',
      },
    );
  }
  const [version, weight] = first;
  return weight >= 1 ? { stable: version } : { stable, canary: { version, percent: percentFromWeight(weight) } };
}

/** Always whole: what an update leaves out keeps its old value, old weights included. */
export function aliasBody(split: TrafficSplit, note: string | undefined): Record<string, unknown> {
  const { stable, canary } = split;
  return {
    additionalVersionWeight: canary ? { [canary.version]: weightFromPercent(canary.percent) } : {},
    ...(note !== undefined && { description: note }),
    versionId: stable,
  };
}

/** Only numbers: LATEST behind an alias would move with every upload. Throws `refused`. */
export function checkSplit({ stable, canary }: TrafficSplit): void {
  for (const version of canary ? [stable, canary.version] : [stable]) {
    if (/^[1-9]\d*$/.test(version)) continue;
    throw new DeployError('refused', `"${version}" is not a version number, so no traffic is sent there.`, {
      next: 'Run `list` to see the versions that exist.',
    });
  }
  if (canary?.version !== stable) return;
  throw new DeployError('refused', `Version ${stable} cannot be its own canary.`, { next: 'Name another version.' });
}
