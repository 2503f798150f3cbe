import { describe, expect, test } from '@jest/globals';
import { PUBLIC_NAMES } from '../../src/inputs/index.js';
import { inputsSchema } from '../../src/inputs/json-schema.js';
import { allows, type Schema } from '../support/json-schema.js';

const schema = inputsSchema() as unknown as Required<Pick<Schema, 'properties'>> & Schema;

describe('the JSON Schema of the inputs', () => {
  test('has each input, with a description', () => {
    expect(Object.keys(schema.properties)).toEqual([...PUBLIC_NAMES]);
    for (const [name, one] of Object.entries(schema.properties)) expect([name, one.description]).not.toContain('');
  });

  test.each([
    { provider: 'aws-lambda', function: 'shop', path: 'build', switch: true },
    { probe: 'https://x', gate: 'hold', retention: 10, create: true },
    {
      probe: { payload: { ping: true }, expect: ['status=200'], interval: '10s' },
      gate: { detect: '5%', unclear: 'rollback' },
    },
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
