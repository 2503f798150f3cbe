import { didYouMean } from '../core/did-you-mean.js';
import { inputError } from '../core/errors.js';
import { adviceForPeer, currentName, spelling } from './former-names.js';
import { INPUTS, keysOf, MAPS, type MapDefinition } from './index.js';

/** Input or key (`probe.url`) → text as given. An empty text is an input not given. */
export type GivenInputs = Record<string, string>;

/**
 * Takes maps apart: `probe: {url: …}` → `probe.url: …`, `allow: older` → `allow.older: true`. A single value stands for
 * the main key of its map. Keys may also be given with a dot already, as a terminal does. YAML 1.2 core, without
 * anchors, tags and duplicate keys. Throws `input`.
 */
export async function expandMaps(given: GivenInputs): Promise<GivenInputs> {
  const expanded: GivenInputs = {};
  const add = (name: string, value: string) => {
    if (expanded[name] !== undefined) throw inputError(name, '', 'is given twice.', 'Keep one of the two.');
    expanded[name] = value;
  };
  for (const [name, raw] of Object.entries(given)) {
    const text = raw.trim();
    const map = MAPS[name];
    if (!map || text === '') add(name, text);
    else for (const [key, value] of await entriesOf(name, map, text)) add(`${name}.${key}`, value);
  }
  return expanded;
}

async function entriesOf(name: string, map: MapDefinition, text: string): Promise<[string, string][]> {
  if (map.list) return wordsOf(name, text);
  if (mayBeYaml(text)) {
    // Loaded on use: most inputs are not maps, and a wrong one should cost little more than starting Node.
    const { readYamlMap } = await import('./yaml-map.js');
    const entries = readYamlMap(name, text);
    if (entries) return entries.map(([key, value]) => [knownKey(name, key), value]);
  }
  if (map.main !== undefined) return [[map.main, text]];
  throw inputError(name, text, 'is a single value where keys are expected.', `Write ${example(name)}.`);
}

/** A flow map, or a line with a key. A URL or a payload in JSON's own spelling is told apart by the parser. */
const mayBeYaml = (text: string): boolean => /^[{&*![]/.test(text) || /^\s*["']?[\w.-]+["']?\s*:(?:\s|$)/m.test(text);

function wordsOf(name: string, text: string): [string, string][] {
  const words = text
    .replace(/^\[|\]$/g, '')
    .split(/[,\n]/)
    .map((word) => word.trim().replace(/^-\s+/, ''))
    .filter((word) => word !== '');
  return words.map((word) => [knownKey(name, word), 'true']);
}

function knownKey(map: string, key: string): string {
  const keys = keysOf(map);
  if (keys.includes(key)) return key;
  const name = `${map}.${key}`;
  const now = currentName(name);
  const help = INPUTS.find((input) => input.name === now)?.help ?? '';
  if (now !== undefined) throw inputError(name, '', `is spelled ${spelling(now)}.`, help);
  const advice = adviceForPeer(name);
  if (advice !== undefined) throw inputError(name, '', 'there is no such input.', advice);
  const what = MAPS[map]?.list ? 'does not know' : 'has no key';
  throw inputError(map, '', `${what} \`${key}\`.`, `${didYouMean(key, keys)}Use: ${keys.join(', ')}.`);
}

const example = (map: string): string =>
  keysOf(map)
    .slice(0, 2)
    .map((key) => `\`${key}: …\``)
    .join(', ');
