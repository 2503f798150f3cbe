import { describe, expect, test } from '@jest/globals';
import { PUBLIC_NAMES } from '../../src/inputs/index.js';
import { inputsSchema } from '../../src/inputs/json-schema.js';

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean;
  description?: string;
}

const schema = inputsSchema() as unknown as Required<Pick<Schema, 'properties'>> & Schema;

/** As much of JSON Schema as ours uses. */
function allows(
  { type, enum: choices, anyOf, items, properties, additionalProperties }: Schema,
  value: unknown,
): boolean {
  if (anyOf && !anyOf.some((one) => allows(one, value))) return false;
  if (choices && !choices.includes(value)) return false;
  const kind = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  const kinds = type === undefined ? [] : [type].flat();
  if (kinds.length > 0 && !kinds.includes(kind) && !(kind === 'integer' && kinds.includes('number'))) return false;
  if (Array.isArray(value)) return value.every((item) => !items || allows(items, item));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => {
    const known = properties?.[key];
    return known ? allows(known, inner) : additionalProperties !== false;
  });
}

describe('the JSON Schema of the inputs', () => {
  test('has each input, with a description', () => {
    expect(Object.keys(schema.properties)).toEqual([...PUBLIC_NAMES]);
    for (const [name, one] of Object.entries(schema.properties)) expect([name, one.description]).not.toContain('');
  });

  test.each([
    { provider: 'aws-lambda', function: 'shop', path: 'build', switch: true },
    { probe: 'https://x', gate: 'hold', retention: 10, create: true },
    { probe: { payload: { ping: true }, expect: ['status=200'], count: 5, interval: '10s' } },
    { metrics: { alarms: ['a', 'b'] }, allow: ['older'], preview: { url: 'public' } },
  ])('takes %j', (value) => expect(allows(schema, value)).toBe(true));

  test.each([
    { provider: 'aws' },
    { swich: true },
    { switch: 'yes' },
    { probe: { urll: 'https://x' } },
    { allow: ['everything'] },
    { gate: 'explode' },
    { retention: { keep: 'many' } },
  ])('refuses %j', (value) => expect(allows(schema, value)).toBe(false));
});
