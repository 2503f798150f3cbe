import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { listener, pack, workspace } from './support.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** Not one text, so that no scanner of repositories takes this file for a leak. */
const key = (prefix: string, length: number, letters = 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0z') =>
  prefix + letters.repeat(8).slice(0, length);
const AWS_ID = key('AKIA', 16, 'Q3ZX5RTY7BNM2KLP');
const GITHUB = key('ghp_', 36);
const SLACK = `xoxb-123456789012-1234567890123-${key('', 24)}`;
const inCode = (secret: string) => `const client = connect({ token: "${secret}" });\nexport default client;\n`;

const SECRETS: Record<string, string | Buffer> = {
  'home/.aws/credentials': '[default]\naws_access_key_id = x\n',
  '.netrc': 'machine api.example.com login me password x',
  '.git-credentials': 'https://me:x@github.com',
  '.docker/config.json': '{"auths":{"https://index.docker.io/v1/":{"auth":"bWU6c2VjcmV0cGFzcw=="}}}',
  '.kube/config': 'apiVersion: v1',
  'deploy/kubeconfig.yaml': `users:\n- user:\n    client-key-data: ${key('', 60)}\n`,
  '.pypirc': '[pypi]\npassword = x',
  '.yarnrc.yml': `npmAuthToken: "${key('', 30)}"`,
  'infra/terraform.tfstate': '{}',
  'infra/terraform.tfstate.backup': '{}',
  'prod.env': 'A=1',
  '.npmrc.bak': '//npm.example.com/:_authToken=abc',
  'a/aws.js': inCode(AWS_ID),
  'a/aws-secret.ini': `aws_secret_access_key = ${key('', 40)}\n`,
  'a/github.js': inCode(GITHUB),
  'a/slack.min.js': inCode(SLACK),
  'a/hook.js': inCode(`https://hooks.slack.com/services/T012345678/B012345678/${key('', 24)}`),
  'a/stripe.mjs': inCode(key('sk_live_', 30)),
  'a/npm.ts': inCode(key('npm_', 36)),
  'a/gitlab.py': inCode(key('glpat-', 20)),
  'a/sendgrid.rb': inCode(`${key('SG.', 22)}.${key('', 43)}`),
  'a/google.html': inCode(key('AIza', 35)),
  'a/alibaba.js': inCode(key('LTAI', 20)),
  'a/claude.js': inCode(`${key('sk-ant-api03-', 93)}AA`),
  'a/keys.json': JSON.stringify({ private_key: PEM }),
  'big/start.js': Buffer.concat([Buffer.from(inCode(GITHUB)), Buffer.alloc(600_000, 'x\n')]),
  'big/end.js': Buffer.concat([Buffer.alloc(5_000_000, 'x\n'), Buffer.from(inCode(GITHUB))]),
  // The middle of it stands where one part of the file ends and the next one begins.
  'big/border.js': Buffer.concat([
    Buffer.alloc(1024 * 1024 - 20, ' '),
    Buffer.from(GITHUB),
    Buffer.alloc(4_000_000, '\n'),
  ]),
};

const HARMLESS: Record<string, string> = {
  'example.env': 'A=',
  '.env.template': 'A=',
  'docs.md': `AKIAIOSFODNN7EXAMPLE and aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
  'pattern.js': `const TOKEN = /ghp_[A-Za-z0-9]{36}/; const hint = "ghp_${'x'.repeat(36)}"; const id = "AKIA" + rest;`,
  'config.json': '{"auth": true, "auths": {}}',
  'config.yml': 'client-key-data: $KEY',
  '.yarnrc.yml': 'npmAuthToken: "$NPM_TOKEN"',
  'hash.js': `const sri = "sha512-${key('', 86)}"; const uuid = "0190b5a0-0000-7000-8000-000000000000";`,
};

test.each(Object.keys(SECRETS))('%s is found', async (path) => {
  const content = SECRETS[path] ?? '';
  await expect(pack(workspace({ 'index.js': '1', [path]: content }), { secrets: 'refuse' })).rejects.toThrow(path);
});

test('what only looks like one is not', async () => {
  const log = listener();
  await pack(workspace(HARMLESS), { secrets: 'refuse', log });
  expect(log.warnings).toEqual([]);
});
