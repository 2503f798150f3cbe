import { DeployError } from '../../core/errors.js';
import type { RawValue } from './types.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** `$${` is a literal `${`; `${NAME}` and `${NAME:-x}` are variables; any other `${` is a mistake. */
const VARIABLE = /\$\$\{|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\})?/g;

/** The variables that a text names. */
export const variablesOf = (text: string): string[] =>
  [...text.matchAll(VARIABLE)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** The text with what it says itself: a variable is what stands in for it, or nothing. */
export const withoutVariables = (text: string): string =>
  text.replace(VARIABLE, (_, __, otherwise: string | undefined) => otherwise ?? '');

/** Is there anything to expand? */
export const hasVariables = (text: string): boolean => text.includes('${');

/**
 * Expands the variables of a text. One that is empty counts as missing, as in a shell's `:-`: GitHub hands a variable
 * over as an empty text that does not exist. Throws `input`.
 */
export function expandText(text: string, env: Env): string {
  return text.replace(VARIABLE, (all, name: string | undefined, otherwise: string | undefined) => {
    if (all === '$${') return '${';
    if (name === undefined) {
      throw new DeployError('input', 'A `${` does not begin a variable.', {
        next: 'Write ${NAME} or ${NAME:-otherwise}; a literal one is $${.',
      });
    }
    const value = env[name] || otherwise;
    if (value !== undefined) return value;
    throw new DeployError('input', `The variable ${name} is not set, or empty.`, {
      next: `Set ${name} in the environment of the step, or write \${${name}:-otherwise}.`,
    });
  });
}

/** A raw value as the text of an input: a list as lines, a map as JSON. Its texts are expanded one by one. */
export function expandValue(value: RawValue, env: Env): string {
  return textOf(mapTexts(value, (text) => expandText(text, env)) as RawValue);
}

/** A raw value as the text of an input. */
export function textOf(value: RawValue): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join('\n') : JSON.stringify(value);
}

/** All texts in a raw value, with the keys that lead to them: `token` of `{token: x}`. */
export function* textsIn(value: unknown, key = ''): Generator<{ key: string; text: string }> {
  if (typeof value === 'string') yield { key, text: value };
  else if (Array.isArray(value)) for (const one of value) yield* textsIn(one, key);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* textsIn(inner, name);
  }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]));
}
