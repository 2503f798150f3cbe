import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Puts a lighter `@actions/core` into lib/node_modules, where the bundler finds it first for our own files; what comes
 * from node_modules/ (@actions/artifact, @actions/github) still finds the real one. Two parts are left out: OIDC tokens,
 * which bring an HTTP client (half of the start-up time), and `platform`, which brings a process runner. A call of
 * either says so.
 */
export async function lightenActionsCore(root) {
  const from = path.join(root, 'node_modules', '@actions', 'core');
  const to = path.join(root, 'lib', 'node_modules', '@actions', 'core');
  mkdirSync(to, { recursive: true });
  const { name, version, license } = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'));
  const { outputFiles } = await build({
    entryPoints: [path.join(from, 'lib', 'core.js')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [leftOut],
  });
  writeFileSync(path.join(to, 'index.js'), outputFiles[0].text);
  const manifest = { name, version, license, type: 'module', exports: './index.js' };
  writeFileSync(path.join(to, 'package.json'), JSON.stringify(manifest));
  copyFileSync(path.join(from, 'LICENSE.md'), path.join(to, 'LICENSE.md'));
}

const STUBS = {
  './oidc-utils.js':
    'export const OidcClient = { async getIDToken() { throw new Error("OIDC is left out of this bundle.") } };',
  './platform.js': 'export const isWindows = false;',
  // Loaded on use: few runs write a value of several lines, and it is the slowest part of Node to start.
  crypto: 'export const randomUUID = () => globalThis.crypto.randomUUID();',
  // We write the summary ourselves.
  './summary.js': 'export const summary = undefined; export const markdownSummary = undefined;',
};

const leftOut = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\/(oidc-utils|platform|summary)\.js|crypto)$/ }, ({ path: file }) => ({
      path: file,
      namespace: 'left-out',
    }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path: file }) => ({ contents: STUBS[file], loader: 'js' }));
  },
};
