import { providers } from '../providers/index.js';
import { INPUTS, keysOf, MAPS, type NamedInput, PUBLIC_NAMES } from './index.js';
import type { JsonSchema } from './parsers.js';

/**
 * JSON Schema (draft 2020-12) of what a workflow may say about one function, for editors: names,
 * descriptions, defaults, choices. What the values must be like in detail is checked when they are read.
 */
export function inputsSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Inputs of Versioned Deploy',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(PUBLIC_NAMES.map((name) => [name, MAPS[name] ? mapSchema(name) : flatSchema(name)])),
  };
}

function flatSchema(name: string): JsonSchema {
  const input = INPUTS.find((one) => one.name === name);
  if (name === 'provider') return { description: input?.help, enum: Object.keys(providers) };
  return input ? valueSchema(input) : {};
}

function valueSchema({ help, parse, default: standard }: NamedInput): JsonSchema {
  const text = standard === undefined || standard === '' ? help : `${help} Default: ${standard}.`;
  return { description: text, ...(parse.schema ?? { type: 'string' }) };
}

/** A map with its keys, or the value of its main key alone; a list of words. */
function mapSchema(name: string): JsonSchema {
  const { help = '', main, list } = MAPS[name] ?? {};
  const keys = keysOf(name);
  if (list) return { description: help, type: ['string', 'array'], items: { enum: keys } };
  const properties = Object.fromEntries(keys.map((key) => [key, flatSchema(`${name}.${key}`)]));
  const map = { type: 'object', additionalProperties: false, properties };
  return { description: help, anyOf: main === undefined ? [map] : [map, flatSchema(`${name}.${main}`)] };
}
