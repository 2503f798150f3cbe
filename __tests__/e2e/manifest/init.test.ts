import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { AWS_ENV, type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { DIST, paste } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await mkdir(path.join(place.cwd, '.git'));
});
afterEach(() => place.close());

const typed = (words: string) => paste(`node '${DIST}' ${words}`, { env: AWS_ENV, cwd: place.cwd });
const where = () => `--provider aws-lambda --region eu-central-1 --endpoint ${place.sandbox.url}`;

test('what the vendor has becomes a file that works', async () => {
  const made = await typed(`init 'sh*' ${where()} --path build`);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(parse(await readFile(path.join(place.cwd, 'versioned-deploy.yml'), 'utf8'))).toMatchObject({
    functions: { shop: { path: 'build' } },
  });
  await place.code('two');
  expect(await typed('deploy shop --switch')).toMatchObject({ code: 0 });
  expect(place.shares()).toEqual({ '2': 100 });
  expect(await typed('rollback shop --version 1')).toMatchObject({ code: 0 });
  expect(place.shares()).toEqual({ '1': 100 });
});

test('the usual alias needs no word, and a function that is not there is told', async () => {
  expect(await typed(`promote shop --version 1 --alias main --create.alias ${where()}`)).toMatchObject({ code: 0 });
  const { stdout } = await typed(`init shop,gone ${where()} --path build`);
  expect(stdout).toMatch(/Look whether gone and .*no function/);
  expect(await readFile(path.join(place.cwd, 'versioned-deploy.yml'), 'utf8')).not.toContain('alias:');
});

test('a pattern that finds nothing is told with what there is', async () => {
  const { code, stderr } = await typed(`init 'chop*' ${where()}`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/`function` is "chop\*", which is not in AWS Lambda\.\n.*shop/);
});
