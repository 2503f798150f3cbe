import type { Rollout } from './model.js';

/** The pure heart: deploy, canary, promote and rollback are four ways to compute the next Rollout. */

/** All traffic to one version. */
export const allTo = (version: string): Rollout => ({ stable: version });

/** `percent` of the traffic to `version`, the rest stays where it is. */
export const withCanary = (now: Rollout, version: string, percent: number): Rollout => ({
  stable: now.stable,
  canary: { version, percent },
});

/** The canary is gone, stable has everything. */
export const withoutCanary = (now: Rollout): Rollout => ({ stable: now.stable });

export function sameRollout(a: Rollout | null | undefined, b: Rollout | null | undefined): boolean {
  if (!a || !b) return !a && !b;
  if (a.stable !== b.stable) return false;
  if (!a.canary || !b.canary) return !a.canary && !b.canary;
  return a.canary.version === b.canary.version && Math.abs(a.canary.percent - b.canary.percent) < 1e-6;
}

/** Version → percent. Sums to 100; empty when nothing is live. */
export function traffic(rollout: Rollout | null | undefined): Record<string, number> {
  if (!rollout) return {};
  const { stable, canary } = rollout;
  if (!canary) return { [stable]: 100 };
  return { [stable]: round(100 - canary.percent), [canary.version]: round(canary.percent) };
}

/** A vendor's weight (0–1) as percent, without the noise of binary fractions. */
export const percentOf = (weight: number): number => round(weight * 100);

/** Percent as a vendor's weight (0–1), without the noise of binary fractions. */
export const weightOf = (percent: number): number => Math.round(percent * 1e6) / 1e8;

/** "version 7" or "version 6 (90 %) and version 7 (10 %)" */
export function describe(rollout: Rollout | null | undefined): string {
  if (!rollout) return 'nothing';
  if (!rollout.canary) return `version ${rollout.stable}`;
  const shares = traffic(rollout);
  const { stable, canary } = rollout;
  return `version ${stable} (${shares[stable]} %) and version ${canary.version} (${shares[canary.version]} %)`;
}

function round(percent: number): number {
  return Math.round(percent * 1e6) / 1e6;
}
