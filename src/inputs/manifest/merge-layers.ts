import { MAPS } from '../index.js';
import { textOf } from './expand-variables.js';
import type { Entry, Layer } from './types.js';

/** An entry, and whether it stands with the function itself: what is shared by several may not concern this one. */
export interface MergedEntry extends Entry {
  own: boolean;
}

/** Of these a run takes one: naming one in a stronger level takes the others of the weaker ones away. */
const CHOICES = [['switch', 'canary-weight', 'rollout']];

/** Merges levels, the weakest first: maps by key, lists whole, and `null` takes away. */
export function mergeLayers(layers: readonly { layer: Layer; own: boolean }[]): Record<string, MergedEntry> {
  const merged: Record<string, MergedEntry> = {};
  for (const { layer, own } of layers) {
    const { entries, unset } = layer;
    removeNames(merged, unset);
    removeNames(merged, outdone(Object.entries(entries).map(([name, { value }]) => [name, textOf(value)])));
    for (const [name, entry] of Object.entries(entries)) merged[name] = { ...entry, own };
  }
  return merged;
}

/** Takes inputs away, and maps with all their keys. */
export function removeNames(from: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(from)) {
    if (names.includes(name) || names.includes(name.split('.', 1)[0] ?? '')) delete from[name];
  }
}

/** What counts no more where these are given: the other choices, and the lists that they replace. */
export function outdone(given: readonly (readonly [string, string])[]): string[] {
  const chosen = given.filter(([, text]) => text !== '' && text !== 'false').map(([name]) => name);
  const others = CHOICES.filter((choices) => choices.some((name) => chosen.includes(name))).flat();
  const lists = given.map(([name]) => name.split('.', 1)[0] ?? '').filter((head) => MAPS[head]?.list);
  return [...others, ...lists];
}
