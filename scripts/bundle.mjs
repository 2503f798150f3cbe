// npm run bundle [-- --out DIR]
//
// src/ → (tsc) lib/ → (ncc) one entry and chunks loaded on use → (esbuild) each of them minified → dist/
// Why three tools: docs/adr/0002-bundling.md. The same sources give the same bytes in any folder, on Node 20 and 24.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ncc from '@vercel/ncc';
import { build, transform } from 'esbuild';
import { completeLicenses } from './complete-licenses.mjs';
import { lightenActionsCore } from './light-actions-core.mjs';
import { HASH_FILE, sourceHash } from './source-hash.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TARGET = 'node20';

/** Compiles src/ to lib/. Throws when the types do not hold. */
export function compile() {
  rmSync(path.join(ROOT, 'lib'), { recursive: true, force: true });
  run(['node_modules/typescript/bin/tsc']);
}

/** Compiles and writes the whole of dist into `out`, which is emptied first. */
export async function bundle(out) {
  compile();
  await lightenActionsCore(ROOT);
  const files = await pack();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(out, name), content);
  chmodSync(path.join(out, 'index.js'), 0o755);
}

/** Name → content of everything that belongs into dist. */
async function pack() {
  const { code, assets } = await ncc(path.join(ROOT, 'lib', 'main.js'), {
    cache: false,
    quiet: true,
    sourceMap: false,
    license: 'licenses.txt',
    // Only for downloads of artifacts, which we never make; and one of the packages it brings has no licence.
    externals: { 'unzip-stream': 'node:stream' },
    // Node starts a CommonJS file sooner than a module, and a chunk comes without a turn of the event loop.
    esm: false,
  });
  const files = { 'index.js': code };
  for (const [name, { source }] of Object.entries(assets)) files[name] = source;
  for (const name of Object.keys(files).sort()) {
    // What ncc found by guessing at file names is no part of the plan: it is a URL that should not have been literal.
    if (!/^(index\.js|\d+\.index\.js|package\.json|licenses\.txt)$/.test(name))
      throw new Error(`Unplanned file: ${name}`);
    // Line ends of some packages are Windows': git would change them, and the bytes would differ from a fresh build.
    const text = String(files[name]).replaceAll('\r\n', '\n');
    files[name] = name.endsWith('.js') ? await minify(text) : text;
  }
  const copying = readFileSync(path.join(ROOT, 'native', 'COPYING'), 'utf8');
  files['licenses.txt'] = `${completeLicenses(files['licenses.txt'], ROOT)}\n\nlibdeflate\nMIT\n${copying}`;
  files['zip-worker.js'] = await worker();
  // The runner cannot hand arguments to a post step, and a step that takes itself for the main one would deploy again.
  // Most post steps have nothing to do: they should cost no more than finding that out.
  files['post.js'] =
    "const{env,argv}=process;if(env.STATE_receipt&&env.STATE_reported!=='true'){argv[2]=':post';require('./index.js')}\n";
  files['package.json'] = '{"type":"commonjs"}\n';
  files[HASH_FILE] = `${sourceHash(ROOT)}\n`;
  return files;
}

async function minify(code) {
  const { code: small } = await transform(code, {
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    legalComments: 'none',
  });
  return small;
}

/** The archive's worker thread: a small file of its own, so that no thread loads the whole bundle. */
async function worker() {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'lib', 'archive', 'worker.js')],
    bundle: true,
    write: false,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    legalComments: 'none',
  });
  return outputFiles[0].text;
}

function run(args) {
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(ROOT, 'dist') } } });
  if (!existsSync(path.join(ROOT, 'node_modules'))) throw new Error('Run `npm ci` first.');
  await bundle(path.resolve(values.out));
}
