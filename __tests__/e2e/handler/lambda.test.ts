import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { makePackage } from '../../support/package.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
  await place.write({ 'docs/readme.md': 'read me' });
  place.sandbox.clear();
});
afterEach(() => place.close());

const SAID =
  'The function calls "index.handler" on nodejs22.x, and the package has none of index.js, index.mjs and index.cjs.';

test.each([
  ['a deploy', {}],
  ['a dry run', { 'dry-run': 'true' }],
])('%s of the folder above is refused before the upload, and says which folder was meant', async (_what, more) => {
  const { code, log, outputs } = await place.run({ path: '.', switch: 'true', ...more });
  expect(code).toBe(1);
  expect(log).toContain(SAID);
  expect(log).toContain('did you mean `path: build`?');
  expect(outputs.changed).toBe('false');
  expect(place.writes()).toEqual([]);
  expect(place.shares()).toEqual({ 1: 100 });
});

test('a ready archive of a folder in place of what is in it is refused', async () => {
  const { file } = await makePackage({ 'build/index.js': 'x' }, path.join(place.cwd, 'made'));
  await place.write({ 'shop.zip': await readFile(file) });
  const { code, log } = await place.run({ path: 'shop.zip', switch: 'true' });
  expect(code).toBe(1);
  expect(log).toContain('It is in `build/`: make the archive of what is in that folder');
  expect(place.writes()).toEqual([]);
});

test('with `allow: handler` it is published, and nothing is said', async () => {
  const { code, log } = await place.run({ path: 'docs', allow: 'handler' });
  expect(code).toBe(0);
  expect(log).not.toContain('The function calls');
});

test('a function that is created needs its handler, too', async () => {
  const create =
    'function: true\nrole: arn:aws:iam::000000000000:role/sandbox\nruntime: python3.13\nhandler: app.handler';
  const { code, log } = await place.run({ path: 'build', function: 'young', create });
  expect(code).toBe(1);
  expect(log).toContain('the package has neither app.py nor app/__init__.py');
  expect(place.writes()).toEqual([]);
});

test('a layer makes it a warning', async () => {
  const { LambdaClient, UpdateFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const aws = new LambdaClient({ endpoint: place.sandbox.url, region: 'eu-central-1', credentials: KEYS });
  const Layers = ['arn:aws:lambda:eu-central-1:000000000000:layer:tools:1'];
  await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'shop', Layers }));
  aws.destroy();
  const { code, log } = await place.run({ path: 'docs' });
  expect(code).toBe(0);
  expect(log).toContain(`warning: ${SAID} That may be right all the same: a layer may hold it.`);
});
