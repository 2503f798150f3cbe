import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { listener, pack, workspace } from './support.js';

const { privateKey } = generateKeyPairSync('ed25519');
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const SECRETS = {
  '.env': 'A=1',
  'config/.env.production': 'A=1',
  '.npmrc': '//npm.example.com/:_authToken=npm_abc',
  'keys/server.pem': PEM,
  'account.json': JSON.stringify({ private_key: PEM }),
  'home/id_rsa': 'whatever',
};

const HARMLESS = {
  'index.js': `if (text.startsWith('-----BEGIN PRIVATE KEY-----\\n')) parse(text);`,
  '.env.example': 'A=',
  'sub/.npmrc': `registry=https://npm.example.com/\n//x/:_authToken=$\{NPM_TOKEN}`,
  'cert.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  'environment.js': '1',
};

test('one warning names every secret and nothing else', async () => {
  const log = listener();
  await pack(workspace({ ...SECRETS, ...HARMLESS }), { log });
  expect(log.warnings).toHaveLength(1);
  for (const path of Object.keys(SECRETS)) expect(log.warnings[0]).toContain(path);
  for (const path of ['sub/.npmrc', 'cert.pem', 'index.js', '.env.example'])
    expect(log.warnings[0]).not.toContain(path);
  expect(log.warnings[0]).not.toContain('npm_abc');
});

test.each(Object.keys(SECRETS))('`secrets: refuse` refuses %s', async (path) => {
  const folder = workspace({ 'index.js': '1', [path]: SECRETS[path as keyof typeof SECRETS] });
  await expect(pack(folder, { secrets: 'refuse' })).rejects.toThrow(path);
});

test('`secrets: refuse` lets a clean tree pass', async () => {
  const log = listener();
  await pack(workspace(HARMLESS), { secrets: 'refuse', log });
  expect(log.warnings).toEqual([]);
});

test('`secrets: allow` says nothing', async () => {
  const log = listener();
  await pack(workspace(SECRETS), { secrets: 'allow', log });
  expect([...log.warnings, ...log.notices]).toEqual([]);
});

test('at most ten are listed', async () => {
  const many = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`d${index}/.env`, 'A=1']));
  const log = listener();
  await pack(workspace(many), { log });
  expect(log.warnings[0]?.match(/\.env/g)).toHaveLength(10);
  expect(log.warnings[0]).toContain('and 4 more');
});

test('.git is left out with a notice, and refused where secrets are', async () => {
  const folder = workspace({ 'index.js': '1', '.git/config': '[remote]' });
  const log = listener();
  const { manifest } = await pack(folder, { log });
  expect(manifest.entries.map(({ path }) => path)).toEqual(['index.js']);
  expect(log.notices).toEqual(['.git is left out of the package.']);
  await expect(pack(folder, { secrets: 'refuse' })).rejects.toThrow('.git');
  const silent = listener();
  await pack(folder, { exclude: ['.git'], secrets: 'refuse', log: silent });
  expect(silent.notices).toEqual([]);
});

test('names that differ only by case are warned about', async () => {
  const log = listener();
  await pack(workspace({ 'lib/Index.js': '1', 'lib/index.js': '2' }), { log });
  expect(log.warnings).toEqual([expect.stringContaining('"lib/Index.js" and "index.js" differ only by case')]);
});
