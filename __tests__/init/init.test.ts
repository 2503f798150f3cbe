import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { init } from '../../src/init/index.js';
import { readManifest } from '../../src/inputs/manifest/read-manifest.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'init-'));
  for (const folder of ['.git', 'services/checkout/dist', 'services/cart']) {
    await mkdir(path.join(root, folder), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

const read = (name: string) => readFile(path.join(root, name), 'utf8');
const ALL = ['deploy', 'rollback', 'preview', 'cleanup'].map((name) => `.github/workflows/${name}.yml`);

/** Without keys and without a network: Invoke says at once that its URL is missing. */
async function typed(line: string, more: Partial<Parameters<typeof init>[1]> = {}) {
  const said: string[] = [];
  const stdout = (text: string) => void said.push(text);
  const io = { env: {}, cwd: root, signal: new AbortController().signal, stdout, stderr: stdout, ...more };
  const code = await init(line.split(' '), io);
  return { code, said: said.join('\n') };
}

async function refused(line: string): Promise<DeployError> {
  const error = await typed(line).catch((thrown: unknown) => thrown);
  if (error instanceof DeployError) return error;
  throw new Error('It was accepted.');
}

const INVOKE = 'checkout cart --provider invoke';

test('writes the file and four workflows, with the paths that the checkout shows', async () => {
  const { code, said } = await typed(`${INVOKE} --environments staging,production`);
  expect(code).toBe(0);
  expect(said).toContain(`Written: versioned-deploy.yml, ${ALL.join(', ')}.`);
  const given = { environment: 'production', operation: 'preview' };
  const members = readManifest(await read('versioned-deploy.yml'), { given, env: {} });
  expect(members.map(({ name, inputs }) => [name, inputs.path, inputs['preview.function']])).toEqual([
    ['checkout', 'services/checkout/dist', 'checkout-pr-{number}'],
    ['cart', 'services/cart', 'cart-pr-{number}'],
  ]);
  expect(said).toMatch(/Look whether checkout, cart and .*`invoke\.url` is missing/);
});

test('works from a folder of the checkout, and with a pattern for paths', async () => {
  await typed(`${INVOKE} --path out/{name}.zip --workflows none`, { cwd: path.join(root, 'services') });
  expect(await read('versioned-deploy.yml')).toContain('path: out/cart.zip');
  expect(existsSync(path.join(root, '.github'))).toBe(false);
});

describe('what is there', () => {
  test('is never overwritten without being told, and then nothing else is written', async () => {
    await mkdir(path.join(root, '.github/workflows'), { recursive: true });
    await writeFile(path.join(root, '.github/workflows/rollback.yml'), 'mine');
    const { kind, message } = await refused(INVOKE);
    expect([kind, message]).toEqual([
      'refused',
      'Nothing was written: .github/workflows/rollback.yml is there already.',
    ]);
    expect(existsSync(path.join(root, 'versioned-deploy.yml'))).toBe(false);
    await typed(`${INVOKE} --workflows deploy`);
    expect(await read('.github/workflows/rollback.yml')).toBe('mine');
    await typed(`${INVOKE} --force`);
    expect(await read('.github/workflows/rollback.yml')).toContain('operation: rollback');
  });

  test('is left alone by a dry run, which prints everything', async () => {
    const { said } = await typed(`${INVOKE} --dry-run`);
    expect(said).toContain('--- versioned-deploy.yml\n');
    expect(said).toContain('--- .github/workflows/cleanup.yml\n');
    expect(existsSync(path.join(root, 'versioned-deploy.yml'))).toBe(false);
  });
});

test('what npx was told to run is what the workflows use', async () => {
  await typed(INVOKE, { npx: 'github:acme/versioned-deploy#v2' });
  expect(await read('.github/workflows/deploy.yml')).toContain('uses: acme/versioned-deploy@v2');
  expect(await read('versioned-deploy.yml')).toContain('/acme/versioned-deploy/v2/schema/');
});

test('names of one function in two projects stay apart', async () => {
  await typed('@a/api,@b/api,@a/web --provider invoke --workflows none');
  const members = readManifest(await read('versioned-deploy.yml'), { given: { operation: 'list' }, env: {} });
  expect(members.map(({ name, inputs }) => [name, inputs.function])).toEqual([
    ['@a/api', '@a/api'],
    ['@b/api', '@b/api'],
    ['web', '@a/web'],
  ]);
});

test.each([
  ['--provider invoke', /`function` is missing/],
  ['checkout', /`provider` is missing/],
  ['checkout --provider lambda', /Did you mean `aws-lambda`/],
  ['checkout --provder invoke --workflows depoy', /2 inputs are wrong.*`provider`.*`deploy`/],
  ['checkout --provider invoke --uses latest', /`uses` is "latest"/],
  ['checkout --provider invoke --region', /`region` has no value/],
])('%s is refused, and nothing is written', async (line, sentence) => {
  const { kind, message, next } = await refused(line);
  expect([kind, `${message} ${next}`]).toEqual(['input', expect.stringMatching(sentence)]);
  expect(existsSync(path.join(root, 'versioned-deploy.yml'))).toBe(false);
});

describe('in a terminal', () => {
  /** Answers each question in its turn. */
  function person(...answers: string[]) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asked: string[] = [];
    output.on('data', (chunk) => {
      if (!/\? $|\] $|none\. $|it\. $/.test(String(chunk))) return;
      asked.push(String(chunk));
      const answer = answers.shift();
      if (answer === undefined) input.end();
      else input.write(`${answer}\n`);
    });
    return { terminal: { input, output }, asked };
  }

  test('asks for what was not given', async () => {
    const { terminal, asked } = person('lambda', 'invoke', 'checkout', '', 'staging', 'rollback');
    const { said } = await typed('--force', { terminal });
    expect(asked[1]).toContain('is not one of the choices');
    expect(said).toContain('Written: versioned-deploy.yml, .github/workflows/rollback.yml.');
  });

  test('asks before it overwrites', async () => {
    await writeFile(path.join(root, 'versioned-deploy.yml'), 'mine');
    const { terminal } = person('no');
    const line = 'checkout --provider invoke --path x --environments a --workflows rollback';
    expect((await typed(line, { terminal })).said).toContain('Written: .github/workflows/rollback.yml.');
    expect(await read('versioned-deploy.yml')).toBe('mine');
  });

  test('writes nothing when nobody answers', async () => {
    const { terminal } = person('invoke');
    await expect(typed('--force', { terminal })).rejects.toThrow('Nobody answered');
    expect(existsSync(path.join(root, 'versioned-deploy.yml'))).toBe(false);
  });
});
