import { describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { INPUTS } from '../../src/inputs/index.js';
import { type GivenInputs, readFlat, secretsOf } from '../../src/inputs/read-request.js';

const invoke: GivenInputs = {
  provider: 'invoke',
  function: 'api',
  path: 'build',
  'invoke.url': 'https://invoke.example.com',
};

function refusal(given: GivenInputs): string {
  try {
    readFlat(given);
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'input') return `${error.message} ${error.next}`;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a request', () => {
  test('is a deploy that moves nothing unless it says more', () => {
    const request = readFlat(invoke);
    expect(request).toMatchObject({
      operation: 'deploy',
      switch: false,
      dryRun: false,
      timeout: 600_000,
      alias: 'active',
    });
    expect(request.canaryWeight).toBeUndefined();
  });

  test('has the alias live where aliases have names', () => {
    expect(readFlat({ provider: 'aws-lambda', function: 'api', path: 'build' }).alias).toBe('live');
  });

  test('keeps the inputs that say where, and no secret, for printed commands', () => {
    const { targetInputs } = readFlat({ ...invoke, 'invoke-api-key': 'k'.repeat(64), 'invoke.project': 'shop' });
    expect(targetInputs).toEqual({
      provider: 'invoke',
      function: 'api',
      'invoke.url': 'https://invoke.example.com',
      'invoke.project': 'shop',
    });
  });

  test('takes an empty text as an input not given', () => {
    expect(readFlat({ ...invoke, version: '', 'canary-weight': '  ' }).version).toBeUndefined();
  });

  test('has the time that its rollout takes, unless it says how long it may take', () => {
    const given = {
      provider: 'aws-lambda',
      function: 'api',
      path: 'build',
      rollout: 'linear-10-1m',
      'probe.payload': '{}',
    };
    expect(readFlat(given).timeout).toBeGreaterThan(600_000 + 9 * 60_000);
    expect(readFlat({ ...given, timeout: '5m' }).timeout).toBe(300_000);
  });

  test('tells which texts are secret', () => {
    expect(secretsOf({ ...invoke, 'invoke-api-key': ' key ', 'github-token': 'token' }).sort()).toEqual([
      'key',
      'token',
    ]);
  });
});

describe('refused before anything is sent', () => {
  test('an unknown operation', () => {
    expect(refusal({ ...invoke, operation: 'depoly' })).toMatch(/`operation` is "depoly".*deploy, canary/s);
  });
  test('no provider', () => expect(refusal({ function: 'api' })).toContain('`provider` is missing'));
  test('no function', () => expect(refusal({ provider: 'invoke' })).toContain('`function` is missing'));
  test('an unknown input, with the near spelling and without its value', () => {
    const said = refusal({ ...invoke, 'invoke-apikey': 'hush' });
    expect(said).toContain('Did you mean `invoke-api-key`?');
    expect(said).not.toContain('hush');
  });
  test('an unknown input that is near to nothing', () => {
    expect(refusal({ ...invoke, zzzzzzzzzz: '1' })).toContain('table of all inputs');
  });
  test('an input that the operation would ignore', () => {
    expect(refusal({ ...invoke, operation: 'rollback' })).toMatch(
      /`path` is "build": `rollback` does not read it.*deploy/s,
    );
  });
  test('an input that the provider would ignore', () => {
    expect(refusal({ ...invoke, region: 'eu-west-1' })).toMatch(/the provider invoke does not read it.*aws-lambda/s);
  });
  test('an alias on a system that has only one pointer', () => {
    expect(refusal({ ...invoke, alias: 'prod' })).toContain('no aliases but "active"');
  });
  test('an expectation without a probe that could meet it', () => {
    const said = refusal({ ...invoke, switch: 'true', 'probe.expect': 'status=200' });
    expect(said).toMatch(/`probe.expect` is "status=200": it does nothing.*`probe.payload` or `probe.url`/s);
  });
  test('a verdict with nothing to judge by', () => {
    expect(refusal({ ...invoke, switch: 'true', 'gate.failure': 'hold' })).toMatch(
      /`gate.failure` is "hold".*`rollout`/s,
    );
  });
  test.each([
    [
      'a timer that is not called one',
      { rollout: 'canary-10-5m' },
      /`rollout`: nothing checks .*`gate: {unchecked: true}`/s,
    ],
    [
      'one that is called a timer and is none',
      { rollout: 'canary-10-5m', 'gate.unchecked': 'true', 'probe.payload': '{}' },
      /`gate.unchecked`: there is a probe/,
    ],
    [
      'a difference that is no percentage',
      { switch: 'true', 'probe.payload': '{}', 'gate.detect': '0.05' },
      /`gate.detect` is "0.05".*1 in 20/s,
    ],
  ])('%s', (_, given, said) => {
    expect(refusal({ provider: 'aws-lambda', function: 'api', path: 'build', ...given })).toMatch(said);
  });
  test('the value of a secret is not shown when it is out of place', () => {
    const said = refusal({ provider: 'aws-lambda', function: 'api', path: 'b', 'invoke-api-key': 'hush-hush' });
    expect(said).not.toContain('hush-hush');
  });
});

describe('taken without what they depend on', () => {
  test.each(['gate.failure', 'gate.detect', 'gate.unclear', 'gate.unchecked'])('%s with its own default', (name) => {
    const fallback = INPUTS.find((input) => input.name === name)?.default ?? '';
    expect(readFlat({ ...invoke, [name]: fallback }).operation).toBe('deploy');
  });
});

test('a rollout that is called a timer needs no check', () => {
  const given = { provider: 'aws-lambda', function: 'api', path: 'build', rollout: 'canary-10-5m' };
  expect(readFlat({ ...given, 'gate.unchecked': 'true' }).gate).toMatchObject({
    unchecked: true,
    unclear: 'hold',
    detect: 10,
  });
});

describe('the table of inputs', () => {
  test('names each input once', () => {
    const names = INPUTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
  test('has defaults that its own parsers take', () => {
    for (const { default: fallback, parse, name } of INPUTS) {
      if (fallback !== undefined) expect(() => parse(fallback, name)).not.toThrow();
    }
  });
  test('never repeats a secret in a printed command', () => {
    expect(INPUTS.filter(({ secret, repeatInCommands }) => secret && repeatInCommands)).toEqual([]);
  });
});
