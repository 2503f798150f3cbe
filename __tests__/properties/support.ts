import fc from 'fast-check';
import { DeployError } from '../../src/core/errors.js';

/**
 * The same in each run, so that a red one is no accident; `FC_SEED=7 FC_RUNS=10000 npm test -- __tests__/properties` looks
 * elsewhere, and longer.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1), numRuns: Number(process.env.FC_RUNS ?? 100) });

/** Letters that mean something to a shell, to Markdown, to a terminal, to YAML or to the runner, among all others. */
const HOSTILE = [
  ...'`$"\'\\!*?[]{}()<>|&;#~=%^@:/-_+.,',
  ...[' ', '\n', '\r', '\t', '\u0000', '\u001b', '\u0085', '\u009b', '\u00a0', '\u200b', '\u202e', '\u2028', '\ufeff'],
  ...['##[', '::', '-->', '<script>', '://', 'www.', 'vd1 ', 'live=', '$(', '${', '```', '\ud800', '💥', 'é'],
];

/** Any text, and one that a person with bad intentions would write. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 3 })), { maxLength: 20 })
    .map((all) => all.join('')),
);

/** What it gives, or undefined for a refusal in a sentence; any other error is thrown on. */
export function orRefusal<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'input' && error.message !== '') return undefined;
    throw error;
  }
}

export { fc };
