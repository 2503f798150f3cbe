/**
 * `npm run bench`: everything that is measured, in one run, against what is installed here.
 *
 *   npm run bench                       all of it; half an hour
 *   npm run bench -- --quick            fewer rounds and no growth; a few minutes
 *   npm run bench -- --only startup     one or more of: requests, startup, memory, deploy, archive, growth
 *   npm run bench -- --peer PATH --peer-inputs FILE [--peer-title NAME]
 *                                       the whole deploy beside another action's bundle, or several (bench/deploy.mjs)
 *   npm run bench -- --dist FILE        another bundle than the committed one
 *
 * Writes bench/RESULTS.md and the charts in bench/results/. The trees are made from the packages that package-lock.json
 * pins, and from seeded generators, into .cache/bench.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as deploy from './deploy.mjs';
import * as growth from './growth.mjs';
import * as memory from './memory.mjs';
import { DIST, ROOT } from './stage.mjs';
import * as startup from './startup.mjs';

const OUT = join(ROOT, 'bench', 'results');
const { values } = parseArgs({
  options: {
    ...deploy.OPTIONS,
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    dist: { type: 'string', default: DIST },
  },
});
const { quick, dist } = values;
const peers = deploy.peersOf(values);

/** Runs another file of this folder to its end. Throws when it fails. */
async function script(name, ...args) {
  const child = spawn(process.execPath, [join(ROOT, 'bench', name), ...args], { cwd: ROOT, stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Error(`bench/${name} ended with ${code}`);
}

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const chart = (name, words) => (existsSync(join(OUT, name)) ? `\n![${words}](results/${name})\n` : '');

const SECTIONS = {
  async requests() {
    await script('requests.mjs', '--dist', dist);
    const [, counts] = /(\| \|[\s\S]*?)\n\n/.exec(read(join(ROOT, 'bench', 'REQUESTS.md'))) ?? [];
    return `## Requests\n\n${counts}\n\n[What each is for, and why not fewer](REQUESTS.md).\n`;
  },
  async startup() {
    const rows = await startup.startup({ dist, rounds: quick ? 7 : 21, peers });
    return `## Start-up\n\n${startup.table(rows)}\n`;
  },
  async memory() {
    return `## Memory of an upload\n\n${memory.table(await memory.memory({ dist, rounds: quick ? 1 : 3 }))}\n`;
  },
  async deploy() {
    const result = await deploy.deploys({ dist, rounds: quick ? 2 : 7, peers });
    const { title, files, bytes } = result.corpus;
    const what = `${title}: ${files.toLocaleString('en')} files, ${(bytes / 1024 / 1024).toFixed(1)} MB`;
    return `## The whole deploy\n\n${what}; from starting Node to its end, against the sandbox.\n\n${deploy.table(result)}\n`;
  },
  async archive() {
    const args = quick ? ['--only', 'tree,tiny', '--rounds', '3'] : ['--rounds', '5', '--growth'];
    await script('archive.mjs', ...args);
    const table = read(join(OUT, 'archive.md')).replace(/^## .*\n\n.*\n\n/, '');
    const grown = chart('growth-files.svg', 'with the files') + chart('growth-megabytes.svg', 'with the bytes');
    return `## The archive\n${chart('archive.svg', 'packers compared')}\n${table}${grown}`;
  },
  async growth() {
    if (quick) return '';
    const data = await growth.growth({ dist });
    growth.draw(data);
    return `## Versions\n${chart('growth-versions.svg', 'with the versions')}\n${growth.table(data)}\n`;
  },
};

const names = values.only?.split(',') ?? Object.keys(SECTIONS);
const unknown = names.find((name) => !Object.hasOwn(SECTIONS, name));
if (unknown) throw new Error(`There is no part "${unknown}"; there are ${Object.keys(SECTIONS).join(', ')}.`);
mkdirSync(OUT, { recursive: true });
const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, zlib ${process.versions.zlib}`;
const parts = [
  `# Measured\n\n${machine}. Made by \`npm run bench\`${quick ? ' with `--quick`' : ''}; medians of one run.\n`,
];
for (const name of names) {
  const text = await SECTIONS[name]();
  parts.push(text);
  process.stdout.write(`${text}\n`);
}
// A part alone is looked at, not kept.
if (!values.only) writeFileSync(join(ROOT, 'bench', 'RESULTS.md'), parts.filter(Boolean).join('\n'));
