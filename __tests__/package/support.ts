import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { buildSync } from 'esbuild';
import type { Log } from '../../src/core/log.js';
import type { Package } from '../../src/core/model.js';
import { makePackage, type PackageOptions } from '../../src/package/make-package.js';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, removed after the file's tests. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-test-')));
  made.push(folder);
  return folder;
}

export interface Leaf {
  content?: string | Buffer;
  mode?: number;
  link?: string;
  folder?: true;
}

/** Writes a tree; a plain text is a file's content. */
export function plant(folder: string, leaves: Record<string, string | Buffer | Leaf>): string {
  for (const [path, given] of Object.entries(leaves)) {
    const leaf: Leaf = typeof given === 'string' || Buffer.isBuffer(given) ? { content: given } : given;
    const file = join(folder, path);
    mkdirSync(leaf.folder ? file : dirname(file), { recursive: true });
    if (leaf.folder) continue;
    if (leaf.link !== undefined) symlinkSync(leaf.link, file);
    else writeFileSync(file, leaf.content ?? '');
    if (leaf.mode !== undefined) chmodSync(file, leaf.mode);
  }
  return folder;
}

/** A workspace with a tree in `dist`. */
export function workspace(leaves: Record<string, string | Buffer | Leaf>): string {
  const folder = scratch();
  mkdirSync(join(folder, 'dist'));
  plant(join(folder, 'dist'), leaves);
  return folder;
}

export interface Heard extends Log {
  notices: string[];
  warnings: string[];
  infos: string[];
}

export function listener(): Heard {
  const heard: Heard = {
    notices: [],
    warnings: [],
    infos: [],
    info: (text) => void heard.infos.push(text),
    notice: (text) => void heard.notices.push(text),
    warning: (text) => void heard.warnings.push(text),
    mask: () => undefined,
  };
  return heard;
}

/** Packs `dist` of a workspace. */
export function pack(folder: string, options: Partial<PackageOptions> = {}): Promise<Package> {
  return makePackage({
    path: 'dist',
    workspace: folder,
    compression: 'default',
    secrets: 'warn',
    formats: ['zip', 'tgz'],
    maxPackageBytes: 1024 ** 3,
    provider: 'The Cloud',
    outDir: join(folder, 'out'),
    log: listener(),
    ...options,
  });
}

/** The worker as the bundler makes it: a file of its own. */
export function bundleWorker(folder: string): string {
  const outfile = join(folder, 'zip-worker.mjs');
  buildSync({
    entryPoints: ['src/archive/worker.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

/** Text that deflate finds something in, the same on each run. */
export function prose(bytes: number, seed = 1): string {
  const words = [
    'deploy',
    'version',
    'switch',
    'canary',
    'alias',
    'rollback',
    'package',
    'traffic',
    'receipt',
    'probe',
  ];
  let text = '';
  for (let state = seed; text.length < bytes; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += `${words[Math.floor(state / 65_536) % words.length]}${state % 17 === 0 ? '\n' : ' '}`;
  }
  return text.slice(0, bytes);
}

/** Bytes that nothing can make shorter, the same on each run. */
export function noise(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = 0x9e3779b9;
  for (let at = 0; at < bytes; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    buffer[at] = state >>> 11;
  }
  return buffer;
}

export interface Ran {
  code: number | null;
  out: string;
}

export function run(tool: string, args: string[], cwd?: string): Ran {
  const { status, stdout, stderr } = spawnSync(tool, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: status, out: `${stdout}${stderr}` };
}

/** Is this tool on the machine? Says so when it is not: a skipped check must be seen. */
export function has(tool: string): boolean {
  const found = run('sh', ['-c', `command -v ${tool}`]).code === 0;
  if (!found) process.stderr.write(`not checked with ${tool}: it is not on this machine\n`);
  return found;
}
