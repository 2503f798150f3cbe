import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { manifestSchema } from '../../../src/inputs/manifest/schema.js';
import { allows, type Schema } from '../../support/json-schema.js';

const schema = manifestSchema() as unknown as Schema;

test.each([
  ['functions: { checkout: }'],
  [
    `default-environment: staging
defaults: { provider: aws-lambda, settle: true, probe: { payload: { a: 1 } }, timeout: '\${T}' }
functions: { both: { region: [a, b] }, checkout: { path: build, canary-weight: 10, settle: null, allow: [older] }, mail: { provider: invoke } }
environments: { staging: , production: { region: us-east-1, functions: { checkout: { probe: https://x } } } }`,
  ],
])('%s is in order', (text) => expect(allows(schema, parse(text), schema)).toBe(true));

test.each([
  ['defaults: { function: x }\nfunctions: { a: }', 'the name of one'],
  ['functions: { a: { release: { members: x } } }', 'belongs to a run'],
  ['functions: { a: { alias: [a, b] } }', 'no list'],
  ['defaults: {}', 'functions are missing'],
  ['functions: { a: { swich: true } }', 'unknown'],
  ['functions: { a: { version: 3 } }', 'belongs to a run'],
  ['functions: { a: { invoke-api-key: x } }', 'a secret'],
  ['functions: { a: { switch: yes please } }', 'no boolean'],
  ['functions: { a: { probe: { urll: x } } }', 'unknown key'],
  ['environments: { p: { functions: { a: { swich: true } } } }\nfunctions: { a: }', 'unknown, deep down'],
])('%s is not: %s', (text) => expect(allows(schema, parse(text), schema)).toBe(false));
