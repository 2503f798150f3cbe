import { GITHUB } from './inputs/github.js';
import type { Input } from './inputs/input.js';
import { KEEPING, PLACES } from './inputs/keeping.js';
import { PACKAGE } from './inputs/package.js';
import { ROLLOUT } from './inputs/rollout.js';
import { TRAFFIC } from './inputs/traffic.js';
import { WHAT } from './inputs/what.js';
import { WHERE } from './inputs/where.js';

export { GROUPS, type Group, type Input } from './inputs/input.js';

/**
 * The one table of inputs. The runner's door, the command line, the checks, action.yml and the README's tables are
 * all made from it. Names are a public promise: add, but do not rename.
 */
export const INPUTS: readonly Input[] = [
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
