// npm run check: everything that can be said about the sources without running the product. Each failure names the
// one command that mends it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { stale } from './docs.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MIB = 1024 ** 2;

const CHECKS = [
  { what: 'types', mend: 'npm run types', run: () => node('node_modules/typescript/bin/tsc', '--noEmit') },
  {
    what: 'types of tests and scripts',
    mend: 'npx tsc -p tsconfig.test.json',
    run: () => node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'),
  },
  {
    what: 'lint, format, sizes of files and functions, directions of imports',
    mend: 'npm run format',
    run: () => node('node_modules/@biomejs/biome/bin/biome', 'ci', '--diagnostic-level=warn', '.'),
  },
  { what: 'no provider by name outside providers/', mend: 'say it as a capability (src/core/provider.ts)', run: named },
  { what: 'one place moves a pointer', mend: 'call moveTraffic (src/traffic/move.ts)', run: movers },
  {
    what: 'imported packages are declared, declared ones are used',
    mend: 'edit package.json, then npm install',
    run: packages,
  },
  { what: 'dist is what src makes', mend: 'npm run bundle', run: sameDist },
  { what: 'sizes of dist', mend: 'load less, or later (docs/adr/0002-bundling.md)', run: distSizes },
  { what: 'action.yml and the tables of the README', mend: 'npm run docs', run: documented },
];

function node(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? [] : [`${stdout}${stderr}`.trim()];
}

/** An `if (provider === …)` outside of providers/ is a capability that nobody declared. */
function named() {
  const files = sources(path.join(ROOT, 'src')).filter((file) => !/[\\/](providers|sandbox)[\\/]/.test(file));
  return files.filter((file) => /\bprovider(Name)?\s*[!=]==?\s*['"`]/.test(readFileSync(file, 'utf8')));
}

/** Whoever calls `provider.point` himself compares, reads back, settles and notes in a way of his own. */
function movers() {
  const allowed = [
    'traffic/point-alias.ts',
    'core/journal.ts',
    'operations/shared/with-deployment-record.ts',
    'operations/latest/guard.ts',
    'operations/latest/announce.ts',
  ];
  const files = sources(path.join(ROOT, 'src')).filter((file) => !/[\\/]providers[\\/]/.test(file));
  return files.filter(
    (file) =>
      !allowed.some((name) => file.endsWith(path.join('src', name))) && /\.point\(/.test(readFileSync(file, 'utf8')),
  );
}

/** Packages that are loaded by name: by a configuration file, a command or another tool. */
const BY_NAME =
  /^(@types\/.*|@alicloud\/(fc.*|openapi-client)|@biomejs\/biome|@swc\/(core|jest)|jest|typescript|github-markdown-css)$/;
/** Contestants of the benchmark, which whoever runs it installs beside. */
const CONTESTANTS = ['adm-zip', 'fflate', 'yazl'];

/** What is only there because some other package brings it may be gone, or another version, tomorrow. */
function packages() {
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const used = new Map();
  for (const dir of ['src', 'scripts', 'bench', '__tests__']) {
    for (const file of sources(path.join(ROOT, dir), /\.(ts|mjs)$/)) {
      for (const name of importsOf(readFileSync(file, 'utf8'))) used.set(name, path.relative(ROOT, file));
    }
  }
  const undeclared = [...used].filter(([name]) => !(name in devDependencies) && !CONTESTANTS.includes(name));
  const unused = Object.keys(devDependencies).filter((name) => !used.has(name) && !BY_NAME.test(name));
  return [
    ...undeclared.map(([name, file]) => `${name} is imported by ${file}, and package.json does not name it`),
    ...unused.map((name) => `${name} is in package.json, and nothing imports it`),
  ];
}

/** The packages that a source imports by name, also for their types. */
function importsOf(text) {
  const statements = [...text.matchAll(/^(?:import|export|\}) ?(?:[^'"`;]*from )?'([^'"`]+)';/gm)];
  const calls = [...text.matchAll(/\b(?:import|createRequire\(import\.meta\.url\)|require)\('([^'"`]+)'\)/g)];
  const names = [...statements, ...calls].map(([, name]) => name).filter((name) => !/^(\.|node:)/.test(name));
  return names.map((name) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
}

function sources(dir, kind = /\.ts$/) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && kind.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Builds once more beside the committed dist and compares every byte. */
async function sameDist() {
  const fresh = mkdtempSync(path.join(tmpdir(), 'dist-'));
  try {
    await bundle(fresh);
    const committed = path.join(ROOT, 'dist');
    const names = new Set([...list(fresh), ...list(committed)]);
    return [...names].filter((name) => !same(path.join(fresh, name), path.join(committed, name)));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

const list = (dir) => readdirSync(dir, { recursive: true }).map(String);

function same(a, b) {
  try {
    return readFileSync(a).equals(readFileSync(b));
  } catch {
    return false;
  }
}

function distSizes() {
  const bytes = (name) => readFileSync(path.join(ROOT, 'dist', name)).length;
  const all = list(path.join(ROOT, 'dist')).reduce((sum, name) => sum + bytes(name), 0);
  const problems = [];
  if (all > 5 * MIB) problems.push(`dist has ${(all / MIB).toFixed(2)} MiB, more than 5`);
  if (bytes('index.js') > 150 * 1024) problems.push(`dist/index.js has ${bytes('index.js')} bytes, more than 150 KiB`);
  return problems;
}

async function documented() {
  return await stale();
}

let failed = 0;
for (const { what, mend, run } of CHECKS) {
  const started = performance.now();
  const problems = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what} (${seconds} s)`);
  for (const problem of problems) console.log(`  ${problem.replaceAll('\n', '\n  ')}`);
  if (problems.length > 0) console.log(`  → ${mend}`);
  failed += problems.length > 0 ? 1 : 0;
}
process.exitCode = failed === 0 ? 0 : 1;
