import { describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { FORMER_NAMES } from '../../src/inputs/former-names.js';
import { INPUTS, MAPS, PUBLIC_NAMES } from '../../src/inputs/index.js';
import { type GivenInputs, readRequest } from '../../src/inputs/read-request.js';

async function refused(given: GivenInputs): Promise<DeployError> {
  const error = await readRequest(given).catch((thrown: unknown) => thrown);
  if (error instanceof DeployError) return error;
  throw new Error('It was accepted.');
}

const lambda = { provider: 'aws-lambda', function: 'shop', path: 'build' };

describe('wrong inputs', () => {
  test('are all told at once, each with what to do', async () => {
    const { kind, message, next } = await refused({
      ...lambda,
      'probe-url': 'https://x',
      timeout: 'soon',
      'canary-weight': '0.1',
      output: 'there',
      'invoke.url': 'https://x',
    });
    expect([kind, next]).toEqual(['input', 'Nothing was sent.']);
    expect(message).toMatch(/^5 inputs are wrong\. \(1\) /);
    for (const part of [
      '`probe-url` is spelled',
      '`timeout` is "soon"',
      '`canary-weight`',
      '`output`',
      '`invoke.url`',
    ]) {
      expect(message).toContain(part);
    }
  });

  test('are told as before when there is only one', async () => {
    expect(await refused({ ...lambda, timeout: 'soon' })).toMatchObject({
      message: 'Input `timeout` is "soon", which is not a duration.',
    });
  });

  test('are told beside a missing provider and function', async () => {
    const { message } = await refused({ 'alarm-names': 'x' });
    expect(message).toMatch(/`alarm-names` is spelled .*`provider` is missing.*`function` is missing/);
  });
});

describe('a name of before, or of another action', () => {
  test.each([
    ['probe-url', '`probe: {url: …}` (in a terminal `--probe.url`)'],
    ['probe-count', '`gate: {detect: …}` (in a terminal `--gate.detect`)'],
    ['probe.max-failures', '`gate: {detect: …}` (in a terminal `--gate.detect`)'],
    ['allow-older', '`allow: older` (in a terminal `--allow older`)'],
    ['function-name', '`function`'],
    ['aws-region', '`region`'],
    ['code-artifacts-dir', '`path`'],
  ])('%s is answered with its spelling, and without its value', async (name, spelling) => {
    const { message } = await refused({ ...lambda, [name]: 's3cret' });
    expect(message).toBe(`Input \`${name}\` is spelled ${spelling}.`);
    expect(message).not.toContain('s3cret');
  });

  test.each([
    ['function_name', '`function`'],
    ['functionName', '`function`'],
    ['aws_region', '`region`'],
    ['s3_bucket', '`bucket`'],
    ['zip_file', '`path`'],
    ['dry_run', '`dry-run`'],
    ['canary_weight', '`canary-weight`'],
    ['service-name', '`fc2: {service: …}` (in a terminal `--fc2.service`)'],
  ])('%s is taken for what it means: %s', async (name, spelling) => {
    expect((await refused({ ...lambda, [name]: 'x' })).message).toBe(`Input \`${name}\` is spelled ${spelling}.`);
  });

  test.each([
    ['memory-size', 'configuration of a function is not touched'],
    ['aws_access_key_id', 'Credentials are no inputs'],
  ])('%s, which has nothing here, is answered with why', async (name, why) => {
    expect((await refused({ ...lambda, [name]: 'x' })).next).toContain(why);
  });

  test('a provider is found whatever its case', async () => {
    expect((await refused({ ...lambda, provider: 'AWS-Lambda' })).next).toContain('Did you mean `aws-lambda`?');
  });

  test('each leads to an input that exists, and none of them is one', () => {
    const names = INPUTS.map(({ name }) => name);
    expect(Object.values(FORMER_NAMES).filter((name) => !names.includes(name))).toEqual([]);
    expect(Object.keys(FORMER_NAMES).filter((name) => names.includes(name))).toEqual([]);
  });
});

test('the surface fits on a screen', () => {
  expect(PUBLIC_NAMES.length).toBeLessThanOrEqual(45);
  for (const [name, { main }] of Object.entries(MAPS)) {
    if (main !== undefined) expect(INPUTS.map((input) => input.name)).toContain(`${name}.${main}`);
  }
});
