import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { didYouMean } from '../../core/did-you-mean.js';
import { currentName, spelling } from '../former-names.js';
import { INPUTS, keysOf, MAPS, PUBLIC_NAMES } from '../index.js';
import { type JsonSchema, payload } from '../parsers.js';
import { checkValue } from './check-value.js';
import { NOT_IN_A_MANIFEST } from './not-here.js';
import { addProblem, placeOf, type Reading } from './problem-at.js';
import type { Entry, Layer, Place, RawValue } from './types.js';

interface Collected {
  entries: Record<string, Entry>;
  unset: string[];
}

/** What a level is about: one function, all of them, all of them in one environment. */
export type LayerKind = 'function' | 'defaults' | 'environment';

export type YamlPair = Pair<Node, Node | null>;

/** The pairs of a map with their keys as text. */
export const pairsOf = (map: YAMLMap): { key: string; pair: YamlPair }[] =>
  (map.items as YamlPair[]).map((pair) => ({ key: keyText(pair.key), pair }));

const keyText = (key: Node): string => (isScalar(key) ? String(key.source ?? key.value) : '');

/** Reads one level: `defaults`, a function, an environment. `null` says nothing. Mistakes are kept in `reading`. */
export function readLayer(reading: Reading, node: Node | null, kind: LayerKind): Layer {
  const into: Collected = { entries: {}, unset: [] };
  const except = kind === 'environment' ? ['functions'] : [];
  if (node === null || isNull(node)) return into;
  if (!isMap(node)) {
    const next = 'Write one input per line, such as `region: eu-central-1`.';
    addProblem(reading, placeOf(reading, node), 'A map of inputs is expected here.', next);
    return into;
  }
  for (const { key, pair } of pairsOf(node)) {
    if (except.includes(key)) continue;
    if (isAllowed(reading, key, { kind, place: placeOf(reading, pair.key) })) readInput(reading, into, key, pair);
  }
  return into;
}

export const isNull = (node: Node | null): boolean => node === null || (isScalar(node) && node.value === null);

/** Is there such an input, and may it stand in the file? The value stays out of the sentence: it may be a key. */
function isAllowed(reading: Reading, name: string, { kind, place }: { kind: LayerKind; place: Place }): boolean {
  if (name === 'function' && kind !== 'function') {
    const next = 'Write it in the function whose name at the vendor it is.';
    addProblem(reading, place, '`function` names one function, and this is about all of them.', next);
    return false;
  }
  if (isMisplaced(reading, name, place)) return false;
  if (INPUTS.some((input) => input.name === name && input.secret)) {
    const next = `Give it to the step as a secret, or as ${name.toUpperCase().replaceAll('-', '_')} in the environment.`;
    addProblem(reading, place, `\`${name}\` is a secret, and this file is none.`, next);
    return false;
  }
  if (PUBLIC_NAMES.includes(name)) return true;
  const now = currentName(name) ?? (INPUTS.some((input) => input.name === name) ? name : undefined);
  const next = now === undefined ? didYouMean(name, PUBLIC_NAMES).trim() : `Write ${spelling(now)}.`;
  addProblem(reading, place, `\`${name}\` is not an input.`, next || 'The README has the table of all inputs.');
  return false;
}

/** Does it belong to one run? */
function isMisplaced(reading: Reading, name: string, place: Place): boolean {
  const advice = Object.hasOwn(NOT_IN_A_MANIFEST, name) ? NOT_IN_A_MANIFEST[name] : undefined;
  if (advice === undefined) return false;
  addProblem(reading, place, `\`${name}\` does not belong in this file.`, advice);
  return true;
}

function readInput(reading: Reading, into: Collected, name: string, { key, value }: YamlPair): void {
  const map = MAPS[name];
  if (isNull(value)) into.unset.push(name);
  else if (map?.list) readWords(reading, into, name, value);
  else if (map && isMap(value)) readKeys(reading, into, name, value);
  else if (map?.main !== undefined) addEntry(reading, into, `${name}.${map.main}`, value);
  else if (map) {
    const next = `Use: ${keysOf(name).join(', ')}.`;
    addProblem(reading, placeOf(reading, value ?? key), `\`${name}\` is a single value where keys are expected.`, next);
  } else addEntry(reading, into, name, value);
}

/** A list of words replaces the list of the levels below. */
function readWords(reading: Reading, into: Collected, name: string, value: Node | null): void {
  into.unset.push(name);
  for (const node of isSeq(value) ? (value.items as Node[]) : [value]) {
    for (const word of String(isScalar(node) ? node.value : '').split(/[,\n]/)) {
      const key = word.trim();
      const place = placeOf(reading, node);
      if (isKnownKey(reading, name, key, place)) into.entries[`${name}.${key}`] = { value: 'true', place };
    }
  }
}

function readKeys(reading: Reading, into: Collected, name: string, map: YAMLMap): void {
  for (const { key, pair } of pairsOf(map)) {
    if (!isKnownKey(reading, name, key, placeOf(reading, pair.key))) continue;
    if (isNull(pair.value)) into.unset.push(`${name}.${key}`);
    else addEntry(reading, into, `${name}.${key}`, pair.value);
  }
}

function isKnownKey(reading: Reading, map: string, key: string, place: Place): boolean {
  const keys = keysOf(map);
  if (keys.includes(key)) return true;
  const what = MAPS[map]?.list ? 'does not know' : 'has no key';
  const next = `${didYouMean(key, keys)}Use: ${keys.join(', ')}.`;
  addProblem(reading, place, `\`${map}\` ${what} \`${key}\`.`, next);
  return false;
}

function addEntry(reading: Reading, into: Collected, name: string, node: Node | null): void {
  const place = placeOf(reading, node);
  if (isMisplaced(reading, name, place)) return;
  const parse = INPUTS.find((input) => input.name === name)?.parse;
  const value = rawValue(node, parse === payload);
  if (value === undefined || (Array.isArray(value) && !takesList(name, parse?.schema))) {
    const next = takesList(name, parse?.schema) ? 'Write one per line.' : 'Write the value itself.';
    addProblem(reading, place, `\`${name}\` does not take what stands here.`, next);
  } else if (checkValue(reading, name, { value, place })) into.entries[name] = { value, place };
}

/** Regions may be several; otherwise the table says so. */
const takesList = (name: string, schema: JsonSchema = {}): boolean =>
  name === 'region' || [schema.type].flat().includes('array');

/** undefined: a map or a list of maps, where the input takes none. */
function rawValue(node: Node | null, mapToo: boolean): RawValue | undefined {
  if (isScalar(node)) return String(typeof node.value === 'string' ? node.value : node.source);
  if (isSeq(node) && node.items.every((item) => isScalar(item))) {
    return node.items.map((item) => rawValue(item as Node, false) as string);
  }
  return mapToo && isMap(node) ? (node.toJSON() as Record<string, unknown>) : undefined;
}
