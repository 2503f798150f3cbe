import { randomUUID } from 'node:crypto';
import type { LambdaState, Lifecycle, StoredFunction } from './types.js';

export const newRevision = (): string => randomUUID();

export function newLifecycle(world: LambdaState, polls: number, ms: number, failed: boolean): Lifecycle {
  const { clock, scale } = world.context;
  return { looks: polls, notBefore: clock.now() + ms * scale, failed };
}

/** One look: true when it is over. */
export function advanceLifecycle(world: LambdaState, life: Lifecycle): boolean {
  if (life.looks > 0) {
    life.looks--;
    return false;
  }
  return world.context.clock.now() >= life.notBefore;
}

/** Over, without counting as a look. */
export const isOver = (world: LambdaState, life: Lifecycle): boolean =>
  life.looks <= 0 && world.context.clock.now() >= life.notBefore;

/** Ends an update whose time has come: RevisionId changes a second time. */
export function settle(world: LambdaState, fn: StoredFunction, counts: boolean): void {
  const { update } = fn;
  if (!update || !(counts ? advanceLifecycle(world, update) : isOver(world, update))) return;
  fn.update = undefined;
  fn.lastUpdateFailed = update.failed;
  fn.revision = newRevision();
}
