import { providers } from '../providers/index.js';
import type { Group, InputDefinition, InputTable, MapDefinition } from './define-inputs.js';
import { SHARED_INPUTS } from './shared-inputs.js';

export { fieldOf, GROUPS, type Group, type InputDefinition, type MapDefinition } from './define-inputs.js';

/** One input, or one key of a map (`probe.url`), with its name. */
export interface NamedInput extends InputDefinition {
  name: string;
  group: Group;
}

const tables: readonly InputTable[] = [
  ...SHARED_INPUTS,
  ...Object.values(providers).flatMap(({ inputs }) => (inputs ? [inputs] : [])),
];

/**
 * The one list of all inputs. What the runner and the command line take, the checks, action.yml, the README's tables
 * and the JSON Schema are all made from it. Names are a public promise once they are released.
 */
export const INPUTS: readonly NamedInput[] = tables.flatMap(({ group, inputs }) =>
  Object.entries(inputs).map(([name, definition]) => ({ ...definition, name, group })),
);

/** The inputs that are maps or lists, by name. */
export const MAPS: Readonly<Record<string, MapDefinition>> = Object.assign({}, ...tables.map(({ maps }) => maps));

/** The keys of a map, without its own name. */
export const keysOf = (map: string): string[] =>
  INPUTS.filter(({ name }) => name.startsWith(`${map}.`)).map(({ name }) => name.slice(map.length + 1));

/** What a workflow may write below `with:`: flat inputs and maps, in the order of the table. */
export const PUBLIC_NAMES: readonly string[] = [...new Set(INPUTS.map(({ name }) => name.split('.', 1)[0] ?? name))];
