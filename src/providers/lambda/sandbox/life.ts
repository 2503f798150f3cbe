import { randomUUID } from 'node:crypto';
import type { Life, StoredFunction, World } from './types.js';

export const newRevision = (): string => randomUUID();

export function lifeOf(world: World, polls: number, ms: number, failed: boolean): Life {
  const { clock, scale } = world.context;
  return { looks: polls, notBefore: clock.now() + ms * scale, failed };
}

/** One look: true when it is over. */
export function look(world: World, life: Life): boolean {
  if (life.looks > 0) {
    life.looks--;
    return false;
  }
  return world.context.clock.now() >= life.notBefore;
}

/** Over, without counting as a look. */
export const isOver = (world: World, life: Life): boolean =>
  life.looks <= 0 && world.context.clock.now() >= life.notBefore;

/** Ends an update whose time has come: RevisionId changes a second time. */
export function settle(world: World, fn: StoredFunction, counts: boolean): void {
  const { update } = fn;
  if (!update || !(counts ? look(world, update) : isOver(world, update))) return;
  fn.update = undefined;
  fn.lastUpdateFailed = update.failed;
  fn.revision = newRevision();
}
