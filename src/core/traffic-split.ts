import type { TrafficSplit } from './model.js';

/** The pure heart: deploy, canary, promote and rollback are four ways to compute the next Rollout. */

/** All traffic to one version. */
export const allTo = (version: string): TrafficSplit => ({ stable: version });

/** `percent` of the traffic to `version`, the rest stays where it is. */
export const withCanary = (now: TrafficSplit, version: string, percent: number): TrafficSplit => ({
  stable: now.stable,
  canary: { version, percent },
});

/** The canary is gone, stable has everything. */
export const withoutCanary = (now: TrafficSplit): TrafficSplit => ({ stable: now.stable });

export function sameSplit(a: TrafficSplit | null | undefined, b: TrafficSplit | null | undefined): boolean {
  if (!a || !b) return !a && !b;
  if (a.stable !== b.stable) return false;
  if (!a.canary || !b.canary) return !a.canary && !b.canary;
  return a.canary.version === b.canary.version && Math.abs(a.canary.percent - b.canary.percent) < 1e-6;
}

/** Version → percent. Sums to 100; empty when nothing is live. */
export function trafficShares(split: TrafficSplit | null | undefined): Record<string, number> {
  if (!split) return {};
  const { stable, canary } = split;
  if (!canary) return { [stable]: 100 };
  return { [stable]: round(100 - canary.percent), [canary.version]: round(canary.percent) };
}

/** A vendor's weight (0–1) as percent, without the noise of binary fractions. */
export const percentFromWeight = (weight: number): number => round(weight * 100);

/** Percent as a vendor's weight (0–1), without the noise of binary fractions. */
export const weightFromPercent = (percent: number): number => Math.round(percent * 1e6) / 1e8;

/** "version 7" or "version 6 (90 %) and version 7 (10 %)" */
export function describeSplit(split: TrafficSplit | null | undefined): string {
  if (!split) return 'nothing';
  if (!split.canary) return `version ${split.stable}`;
  const shares = trafficShares(split);
  const { stable, canary } = split;
  return `version ${stable} (${shares[stable]} %) and version ${canary.version} (${shares[canary.version]} %)`;
}

function round(percent: number): number {
  return Math.round(percent * 1e6) / 1e6;
}
