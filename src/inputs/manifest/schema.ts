import { INPUTS } from '../index.js';
import { inputsSchema } from '../json-schema.js';
import type { JsonSchema } from '../parsers.js';
import { NOT_IN_A_MANIFEST } from './not-here.js';

type Properties = Record<string, JsonSchema>;

/** A text with a variable may stand anywhere. */
const VARIABLE = { type: 'string', pattern: String.raw`\$\{` };

/**
 * JSON Schema (draft 2020-12) of `versioned-deploy.yml`, for editors, from the same table of inputs. What the values
 * must be like in detail is checked when the file is read.
 */
export function manifestSchema(): JsonSchema {
  const inputs = inputProperties();
  const own = Object.fromEntries(Object.keys(inputs).map((name) => [name, ref(`input.${name}`)]));
  const { function: _, ...shared } = own;
  const names = map('Functions by name, and what is only true of each.', ref('function'));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Versioned Deploy: versioned-deploy.yml',
    type: 'object',
    additionalProperties: false,
    required: ['functions'],
    properties: {
      defaults: { description: 'What is true of every function, unless it says otherwise.', ...ref('shared') },
      functions: names,
      environments: map('What differs by environment; stronger than the function itself.', ref('environment')),
      'default-environment': { description: 'The environment that counts where none is given.', type: 'string' },
    },
    $defs: {
      function: level(own),
      shared: level(shared),
      environment: level({ ...shared, functions: names }),
      ...Object.fromEntries(Object.entries(inputs).map(([name, schema]) => [`input.${name}`, schema])),
    },
  };
}

const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });

const map = (description: string, values: JsonSchema): JsonSchema => ({
  description,
  type: ['object', 'null'],
  additionalProperties: values,
});

const level = (properties: Properties): JsonSchema => ({
  type: ['object', 'null'],
  additionalProperties: false,
  properties,
});

/** What may stand at each level: the inputs without what belongs to one run, and without secrets. */
function inputProperties(): Properties {
  const secret = INPUTS.filter((input) => input.secret).map(({ name }) => name);
  const all = Object.entries(inputsSchema().properties as Properties);
  const here = all.filter(([name]) => !Object.hasOwn(NOT_IN_A_MANIFEST, name) && !secret.includes(name));
  const several = (name: string, schema: JsonSchema) =>
    name === 'region' ? { ...schema, type: ['string', 'array'], items: { type: 'string' } } : schema;
  return Object.fromEntries(here.map(([name, schema]) => [name, orVariable(name, several(name, schema))]));
}

/** The same, or a variable, or nothing (`null` takes a value of a weaker level away); in the keys of a map, too. */
function orVariable(name: string, { description, anyOf, ...schema }: JsonSchema): JsonSchema {
  const choices = (anyOf as JsonSchema[] | undefined) ?? [schema];
  return { description, anyOf: [...choices.map((one) => keysOrVariables(name, one)), VARIABLE, { type: 'null' }] };
}

function keysOrVariables(map: string, schema: JsonSchema): JsonSchema {
  const { description: _, properties, ...rest } = schema as JsonSchema & { properties?: Properties };
  if (!properties) return rest;
  const keys = Object.entries(properties)
    .filter(([key]) => !Object.hasOwn(NOT_IN_A_MANIFEST, `${map}.${key}`))
    .map(([key, inner]) => [key, orVariable(`${map}.${key}`, inner)]);
  return { ...rest, properties: Object.fromEntries(keys) };
}
