import { GITHUB } from './github.js';
import type { InputDefinition } from './input-definition.js';
import { KEEPING, PLACES } from './keeping.js';
import { PACKAGE } from './package.js';
import { ROLLOUT } from './rollout.js';
import { TRAFFIC } from './traffic.js';
import { WHAT } from './what.js';
import { WHERE } from './where.js';

export { GROUPS, type Group, type InputDefinition } from './input-definition.js';

/**
 * The one table of inputs. The runner's door, the command line, the checks, action.yml and the README's tables are
 * all made from it. Names are a public promise: add, but do not rename.
 */
export const INPUTS: readonly InputDefinition[] = [
  ...WHAT,
  ...WHERE,
  ...PACKAGE,
  ...TRAFFIC,
  ...ROLLOUT,
  ...KEEPING,
  ...GITHUB,
  ...PLACES,
];

/** `invoke-url` → `invokeUrl`: the Request's field of an input. */
export const fieldOf = (name: string): string => {
  if (name === 'timeout') return 'timeoutMs';
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
};
