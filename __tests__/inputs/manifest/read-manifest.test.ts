import { describe, expect, test } from '@jest/globals';
import { DeployError } from '../../../src/core/errors.js';
import { parseManifest } from '../../../src/inputs/manifest/parse-manifest.js';
import { readManifest } from '../../../src/inputs/manifest/read-manifest.js';
import { resolveMember } from '../../../src/inputs/manifest/resolve-member.js';
import { readFlat } from '../../../src/inputs/read-request.js';

const SHOP = `
default-environment: staging
defaults:
  provider: aws-lambda
  region: eu-central-1
  settle: true
  probe:
    payload: { ping: true, env: '\${STAGE:-none}' }
    expect: json.ok=true
    interval: 5s
functions:
  checkout:
    path: build/checkout
    rollout: 10:5m,100
    probe: { interval: 1s }
    allow: [older, handler]
  cart:
    path: build/cart
    settle: null
  mail:
    provider: invoke
    function: '@shop/mail'
    path: build/mail
    invoke: https://invoke.example
environments:
  staging:
    alias: staging
  production:
    region: us-east-1
    bucket: \${BUCKET}
    functions:
      checkout:
        function: prod-checkout
        allow: older
`;

const one = (name: string, given: Record<string, string> = {}, env: Record<string, string> = {}) =>
  resolveMember(parseManifest(SHOP, 'versioned-deploy.yml'), name, { given, env }).inputs;

function refused(text: string, given: Record<string, string> = {}, env: Record<string, string> = {}): string {
  try {
    readManifest(text, { given, env });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return `${error.message}\n${error.next}`;
  }
  throw new Error('It was accepted.');
}

describe('one function of the file', () => {
  test('has its own values and the defaults, as if they had been given to the step', () => {
    expect(one('checkout', { switch: 'false' })).toEqual({
      function: 'checkout',
      provider: 'aws-lambda',
      region: 'eu-central-1',
      alias: 'staging',
      environment: 'staging',
      path: 'build/checkout',
      rollout: '10:5m,100',
      settle: 'true',
      'probe.payload': '{"ping":true,"env":"none"}',
      'probe.expect': 'json.ok=true',
      'probe.interval': '1s',
      'allow.older': 'true',
      'allow.handler': 'true',
      switch: 'false',
    });
  });

  test('takes the environment before the function before the defaults, and `with:` before all', () => {
    const asked = { environment: 'production', function: 'checkout' };
    const inputs = one('checkout', asked, { BUCKET: 'big' });
    expect(inputs).toMatchObject({ region: 'us-east-1', bucket: 'big', function: 'prod-checkout' });
    expect(inputs['allow.handler']).toBeUndefined();
    expect(one('checkout', { ...asked, region: 'eu-west-1' }, { BUCKET: 'big' })).toMatchObject({
      region: 'eu-west-1',
    });
  });

  test('loses what `null` takes away', () => expect(one('cart', { switch: 'true' }).settle).toBeUndefined());

  test('gives way to another way to move that the step names', () => {
    expect(one('checkout', { switch: 'true' }).rollout).toBeUndefined();
    expect(one('checkout', { 'canary-weight': '10' }).rollout).toBeUndefined();
  });

  test('says only what the operation reads', () => {
    expect(one('checkout', { operation: 'rollback', version: '41' })).toEqual({
      operation: 'rollback',
      version: '41',
      function: 'checkout',
      provider: 'aws-lambda',
      region: 'eu-central-1',
      alias: 'staging',
      environment: 'staging',
      settle: 'true',
    });
    expect(one('checkout', { operation: 'list' }).environment).toBeUndefined();
  });

  test('leaves out what is shared and its provider does not read', () => {
    const inputs = one('mail', { switch: 'true' });
    expect(inputs).toMatchObject({ function: '@shop/mail', 'invoke.url': 'https://invoke.example' });
    expect(Object.keys(inputs)).not.toContain('region');
    expect(Object.keys(inputs)).not.toContain('alias');
  });

  test('needs no probe where nothing moves', () => {
    expect(Object.keys(one('cart')).filter((name) => name.startsWith('probe'))).toEqual([]);
  });

  test.each([
    ['deploy', 'checkout', {}],
    ['deploy', 'cart', { switch: 'true' }],
    ['deploy', 'mail', { switch: 'true', 'dry-run': 'true' }],
    ['canary', 'checkout', { 'canary-weight': '5' }],
    ['promote', 'checkout', {}],
    ['rollback', 'mail', { version: '3' }],
    ['list', 'mail', {}],
    ['status', 'cart', {}],
    ['cleanup', 'checkout', { 'retention.keep': '3' }],
    ['preview', 'checkout', {}],
  ])('%s %s is a request that is in order', (operation, name, given) => {
    expect(readFlat(one(name, { operation, ...given }))).toMatchObject({ operation });
  });
});

describe('variables', () => {
  const text = (value: string) => `functions: { a: { provider: aws-lambda, description: '${value}' } }`;
  const read = (value: string, env = {}) => readManifest(text(value), { given: {}, env })[0]?.inputs.description;

  test.each([
    ['v ${A}', { A: '1' }, 'v 1'],
    ['v ${A:-2}', {}, 'v 2'],
    ['v ${A:-2}', { A: '' }, 'v 2'],
    ['v ${A:-}.', {}, 'v .'],
    ['v $${A}', { A: '1' }, 'v ${A}'],
    ['v $A', { A: '1' }, 'v $A'],
  ])('%s with %j is %s', (value, env, expected) => expect(read(value, env)).toBe(expected));

  test('one that is missing is told with its place', () => {
    expect(refused(text('v ${A}'))).toMatch(
      /^versioned-deploy\.yml:1:\d+: The variable A is not set, or empty\.\nSet A/,
    );
  });

  test('one of another environment, or of an input that is not read, is not asked for', () => {
    expect(one('checkout')).not.toHaveProperty('bucket');
    expect(one('checkout', { environment: 'production', operation: 'rollback' })).not.toHaveProperty('bucket');
  });

  test('what comes out is looked at, too', () => {
    const timeout = "functions: { a: { provider: aws-lambda, timeout: '${T}' } }";
    expect(refused(timeout, {}, { T: 'soon' })).toMatch(
      /yml:1:\d+: Input `timeout` is "soon", which is not a duration/,
    );
  });
});

describe('mistakes', () => {
  test('are told all at once, each with line and column', () => {
    const message = refused(`defalts: {}
defaults:
  provider: lambda
  operation: deploy
functions:
  checkout:
    swich: true
    timeout: soon
    probe: { urll: x }
    invoke-api-key: abc
    region: { a: b }
  a,b: {}
environments:
  production:
    functions: { chekout: {} }
default-environment: prod
`);
    for (const place of ['1:1', '3:13', '4:3', '7:5', '8:14', '9:14', '10:5', '11:13', '12:3', '15:18', '16:22']) {
      expect(message).toContain(`versioned-deploy.yml:${place}: `);
    }
    expect(message).toMatch(/^11 inputs are wrong/);
    expect(message).not.toContain('abc');
  });

  test.each([
    ['a: b\na: c\n\tx', /not valid YAML/],
    ['functions: { a: &x {} }', /:1:20: There is a YAML anchor/],
    ['', /names no function/],
    ['functions: [a]', /:1:12: `functions` is a map of names/],
    ['functions:\n  a: { provider: invoke, region: eu }', /:2:34: The provider invoke does not read `region`/],
    ['functions:\n  a: { provider: invoke, alias: [a, b] }', /:2:33: `alias` does not take what stands here/],
    ['functions:\n  a: { provider: invoke, probe: { payload: [{}] } }', /`probe\.payload` does not take/],
    ['functions:\n  a: { provider: aws-lambda, region: [eu, us] }', /:2:38: .*"eu, us", which is more than one region/],
    ['functions:\n  a: { release: x }', /:2:17: `release\.members` does not/],
    ['functions:\n  a: { release: { members: x } }', /:2:28: `release\.members` does not belong in this file/],
    ['defaults: { function: x }\nfunctions: { a: }', /:1:13: `function` names one function/],
    ['functions:\n  a: { provider-name: x }', /`provider-name` is not an input/],
    ['functions:\n  a: { probe-url: x }', /Write `probe: \{url: …\}`/],
  ])('%j', (text, message) => expect(refused(text)).toMatch(message));

  test('of several functions are numbered once', () => {
    const text = 'functions:\n  a: { provider: aws-lambda, path: "${X}" }\n  b: { provider: invoke, path: "${Y}" }';
    expect(refused(text)).toMatch(/^2 inputs are wrong. \(1\) \S+ The variable X .*\(2\) \S+ The variable Y /);
  });

  test('an environment must be named where there are several', () => {
    const text = SHOP.replace('default-environment: staging', '');
    expect(refused(text)).toMatch(/`environment` is missing.*\nName one of: staging, production/);
    expect(refused(text, { environment: 'prod' })).toMatch(/"prod".*\nDid you mean `production`/);
  });
});

describe('secrets', () => {
  test.each([
    ['description: AKIAIOSFODNN7EXAMPLE'],
    ['invoke: { project: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }'],
    ['description: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['probe: { payload: { token: hunter2 } }'],
    ['probe: { payload: { a: "${API_TOKEN}" } }'],
    ['probe: "https://user:hunter2@example.com"'],
    ['description: "password=hunter2"'],
    ['probe: "https://example.com/?token=${T:-hunter2}"'],
  ])('%s is refused, and not shown', (line) => {
    const message = refused(`functions:\n  a: { provider: aws-lambda, ${line} }`);
    expect(message).toMatch(/yml:2:\d+: .* secret/);
    expect(message).not.toMatch(/hunter2|AKIA|wJalr/);
  });

  test.each([
    ['description: 5a3b1e00-0000-4000-8000-000000000001'],
    ['bucket: cdk-hnb659fds-assets-123456789012-eu-west-1'],
    ['create: { role: "arn:aws:iam::123456789012:role/service-role/MyFunction-role-a1b2c3d4e5" }'],
    ['path: services/CheckoutHandler/build-2024/Foo1234567'],
    ['probe: "https://example.com/health?token=${T:-}"'],
  ])('%s is none', (line) => {
    expect(() =>
      readManifest(`functions:\n  a: { provider: aws-lambda, ${line} }`, { given: {}, env: {} }),
    ).not.toThrow();
  });
});
