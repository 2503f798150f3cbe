import { describe, expect, it } from '@jest/globals';
import { namesSecret, redactSecrets } from '../../src/core/redact-secrets.js';

/** Built from parts, so that no scanner takes this file for a leak. */
const made = (...parts: string[]): string => parts.join('');
const UUID = '5f0c6f3e-8a1b-4c59-9d53-0e6a2b7f1c44';
const HEX = '9b74c9897bac770ffc029102a200c5de';
const AWS_SECRET = made('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY');
const JWT = made('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P');
const GITHUB = made('gh', 'p_16C7e42F292c6912E7710c838347Ae178B4a');

describe('a reason that a person needs is left as it is', () => {
  it.each([
    `RequestId: ${UUID} Error: Task timed out after 3.00 seconds`,
    `2026-01-01T00:00:00.000Z ${UUID} Task timed out after 3.00 seconds`,
    `RequestId: ${UUID} Error: Runtime exited with error: signal: killed`,
    `Runtime.OutOfMemory: RequestId: ${UUID} Process exited before completing request`,
    'SyntaxError: Unexpected token } in JSON at position 3',
    `SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
    "Runtime.UserCodeSyntaxError: SyntaxError: Unexpected token 'export'",
    'SyntaxError: Unexpected token: punc (})',
    'SESSION_TABLE is not set',
    'Error: environment variable API_KEY is required',
    'Missing DATABASE_PASSWORD and STRIPE_SECRET_KEY',
    'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/checkout-prod-execution-role/checkout is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/sessions because no identity-based policy allows the dynamodb:GetItem action',
    'ResourceNotFoundException: Secrets Manager can’t find the specified secret.',
    'Invalid token: expired',
    'The security token included in the request is invalid.',
    'ExpiredTokenException: The security token included in the request is expired',
    'TokenExpiredError: jwt expired',
    'Bearer token is missing',
    'Basic authentication is not supported',
    'password authentication failed for user "app"',
    'session not found',
    'the cookie parser is not a function',
    "Cannot find module '/var/task/node_modules/@aws-sdk/client-secrets-manager/dist-cjs/index.js'",
    'Error [ERR_MODULE_NOT_FOUND]: /opt/nodejs/node_modules/session_token_validator/lib/validate-signature.mjs',
    'at Object.createAuthorizationHeaderFromCredentialsProvider (/var/task/src/auth/credentials.js:12:7)',
    'UnhandledPromiseRejectionWarningBecauseOfSomething',
    'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8',
    'connect ECONNREFUSED postgres.internal.example.com:5432',
    'getaddrinfo ENOTFOUND https://api.example.com:8443/v1/tokens?limit=10',
    '{"errorType":"TypeError","tokenCount":512,"token_type":"id"}',
    'secret: arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf',
    'my_very_long_function_name_that_nobody_would_take_for_a_key',
    'MY_VERY_LONG_ENVIRONMENT_VARIABLE_FOR_THE_SESSION_TABLE is undefined',
  ])('%s', (sentence) => {
    expect(redactSecrets(sentence)).toBe(sentence);
  });
});

describe('only the secret is taken out', () => {
  it.each([
    ['connect with password=hunter2 failed', 'connect with password=*** failed'],
    ['password: hunter2', 'password: ***'],
    ['{"password":"hunter2","user":"app"}', '{"password":"***","user":"app"}'],
    ['{"password":"hun\\"ter2","user":"app"}', '{"password":"***","user":"app"}'],
    ['{\\"password\\":\\"hunter2\\",\\"user\\":1}', '{\\"password\\":\\"***\\",\\"user\\":1}'],
    ["{'dbPassword': 'hunter2'}", "{'dbPassword': '***'}"],
    ['{"password": 123456, "n": 1}', '{"password": ***, "n": 1}'],
    ['{"credentials":{"user":"a","deep":{"v":"hunter2"}},"n":1}', '{"credentials":***,"n":1}'],
    ['{"token":"cut off in the mid', '{"token":"***'],
    ['{"credentials":{"user":"a", "v":"hunt', '{"credentials":***'],
    ['the password is hunter2', 'the password is ***'],
    ['bad api key: abc-def', 'bad api key: ***'],
    ['bad api_key=abc&limit=10', 'bad api_key=***&limit=10'],
    ['x-api-key: abcdef', 'x-api-key: ***'],
    ['Server=db;Password=hun,ter2;Encrypt=1', 'Server=db;Password=***;Encrypt=1'],
    ['AccountKey=aGVsbG8=;EndpointSuffix=core', 'AccountKey=***;EndpointSuffix=core'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic ***'],
    ['Authorization: Bearer abcdef', 'Authorization: Bearer ***'],
    ['Authorization: abcdef', 'Authorization: ***'],
    ['{"authorization":"Bearer abcdef","n":1}', '{"authorization":"***","n":1}'],
    ['sent Bearer a1b2c3d4e5 to it', 'sent Bearer *** to it'],
    ['Cookie: sid=abc; theme=dark', 'Cookie: ***'],
    [`key ${AWS_SECRET} of`, 'key *** of'],
    [made('key AK', 'IAIOSFODNN7EXAMPLE refused'), 'key *** refused'],
    [made('key LT', 'AI5tQZd4nRk9xYtEXAMPLE refused'), 'key *** refused'],
    [`Bad credentials (${GITHUB})`, 'Bad credentials (***)'],
    [`jwt malformed ${JWT}.`, 'jwt malformed ***.'],
    [made('Invalid API Key provided: sk_', 'live_4eC39HqLyjWDarjtT1'), 'Invalid API Key provided: ***'],
    [made('invalid_auth xo', 'xb-1234567890-abcdefghij'), 'invalid_auth ***'],
    ['connect postgres://app:hunter2@db:5432/x failed', 'connect postgres://app:***@db:5432/x failed'],
    ['connect redis://:hun/t@r2@cache:6379', 'connect redis://:***@cache:6379'],
    ['GET https://s3.example/x?X-Amz-Signature=abc123&n=1', 'GET https://s3.example/x?X-Amz-Signature=***&n=1'],
    [`unknown key ${HEX}`, 'unknown key ***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY----- it said', '*** it said'],
    ['-----BEGIN PRIVATE KEY----- MIIabc cut', '***'],
    [`sessionToken=${UUID}`, 'sessionToken=***'],
    ['token "hunter2" was refused', 'token "***" was refused'],
    [`RequestId: ${UUID} Error: password=hunter2`, `RequestId: ${UUID} Error: password=***`],
  ])('%s', (sentence, clean) => {
    expect(redactSecrets(sentence)).toBe(clean);
    expect(redactSecrets(clean)).toBe(clean);
  });
});

/** Park and Miller's generator: the same keys in each run. */
function randomKeys(alphabet: string, length: number, count: number): string[] {
  let seed = 20_261_201;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return alphabet[seed % alphabet.length] ?? '';
  };
  return Array.from({ length: count }, () => Array.from({ length }, next).join(''));
}

const [LOWER, UPPER, DIGITS] = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789'];

describe('keys without a name', () => {
  it.each([
    ['base64', `${LOWER}${UPPER}${DIGITS}+/`],
    ['base64url', `${LOWER}${UPPER}${DIGITS}-_`],
    ['letters and digits', `${LOWER}${DIGITS}`],
    ['letters', `${LOWER}${UPPER}`],
    ['hex', '0123456789abcdef'],
  ])('of 40 random characters are seen: %s', (_, alphabet) => {
    const seen = randomKeys(alphabet, 40, 5000).filter((key) => !redactSecrets(`key ${key} end`).includes(key));
    expect(seen.length).toBeGreaterThanOrEqual(4990);
  });
});

it('takes no long time over a text that is made to take long', () => {
  const started = performance.now();
  for (const part of ['password', '":"', '{', '://a:', 'eyJ', '-----BEGIN ', 'a-', '\\', '='])
    redactSecrets(part.repeat(Math.ceil(8192 / part.length)));
  expect(performance.now() - started).toBeLessThan(1500);
});

it.each([
  ['password', true],
  ['accessToken', true],
  ['db_secret', true],
  ['session', true],
  ['tokenCount', false],
  ['version', false],
  ['sessionTable', false],
])('the name %s names a secret: %p', (name, secret) => {
  expect(namesSecret(name)).toBe(secret);
});
