/**
 * How fast the archive is made, next to others, in one run: `node bench/archive.mjs [--rounds N] [--only tree,small]
 * [--growth] [--cache DIR] [--note WORDS]`. Rounds alternate, so that what else the machine does falls on all; the median counts.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bars, lines } from './chart.mjs';
import { big, CORPORA, corpus, small } from './corpora.mjs';
import { rivals } from './rivals.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    rivals: { type: 'string' },
    growth: { type: 'boolean', default: false },
    note: { type: 'string', default: '' },
    cache: { type: 'string', default: join(root, '.cache', 'bench') },
    out: { type: 'string', default: join(root, 'bench', 'results') },
  },
});
const { cache, out } = given;
const rounds = Number(given.rounds);

async function bundle() {
  const shared = {
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    absWorkingDir: root,
  };
  const require = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  await build({
    ...shared,
    entryPoints: ['src/package/make-package.ts'],
    outdir: cache,
    splitting: true,
    banner: { js: require },
  });
  await build({ ...shared, entryPoints: ['src/archive/worker.ts'], outdir: cache, entryNames: 'zip-[name]' });
}

/** Peak memory in MiB and processor time in ms (of all threads, to 10 ms), where the system tells them of a process. */
function watch(pid) {
  let peak = 0;
  let cpu = 0;
  const look = () => {
    try {
      const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kb ?? 0) / 1024);
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ');
      cpu = Math.max(cpu, 10 * (Number(fields[11]) + Number(fields[12])));
    } catch {
      // No /proc here, or the process has ended.
    }
  };
  const timer = setInterval(look, 10);
  return () => {
    clearInterval(timer);
    return { peak, cpu };
  };
}

async function once(rival, folder) {
  const file = join(cache, 'out', 'bench.zip');
  rmSync(file, { force: true });
  const { file: tool, args, cwd } = rival.command(folder, file);
  const started = performance.now();
  const child = spawn(tool, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const watched = watch(child.pid);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${rival.title} ended with ${code}`);
  return { ms, ...watched(), bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0 };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function contest(contestants, folder, turns) {
  const runs = new Map(contestants.map((rival) => [rival, []]));
  for (let round = 0; round < turns; round++) {
    for (const rival of contestants) runs.get(rival).push(await once(rival, folder));
  }
  return contestants.map((rival) => {
    const list = runs.get(rival);
    const one = (key) => median(list.map((run) => run[key]));
    return {
      name: rival.name,
      title: rival.title,
      ms: one('ms'),
      cpu: one('cpu'),
      peak: Math.max(...list.map(({ peak }) => peak)),
      bytes: one('bytes'),
    };
  });
}

function table(rows) {
  const zip = rows.find(({ name }) => name === 'zip') ?? rows[0];
  const lines = rows.map(({ title, ms, cpu, peak, bytes }) => {
    const size = bytes > 0 ? `${(bytes / 1024 / 1024).toFixed(2)} MB | ${(bytes / zip.bytes).toFixed(3)}` : '– | –';
    return `| ${title} | ${Math.round(ms)} ms | ${(ms / zip.ms).toFixed(2)} | ${cpu} ms | ${zip.cpu < 100 ? '–' : (cpu / zip.cpu).toFixed(2)} | ${size} | ${Math.round(peak)} MiB |`;
  });
  return [
    '| packer | median | ratio | processor | ratio | archive | ratio | peak memory |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

async function compare(contestants) {
  const report = [];
  const groups = [];
  for (const name of given.only?.split(',') ?? Object.keys(CORPORA)) {
    const { title, make } = CORPORA[name];
    const { folder, files, bytes } = corpus(cache, name, make, root);
    const heading = `${title}: ${files.toLocaleString('en')} files, ${(bytes / 1024 / 1024).toFixed(1)} MB`;
    const rows = await contest(contestants, folder, rounds);
    report.push(`### ${heading}\n\n${table(rows)}\n`);
    process.stdout.write(`${report.at(-1)}\n`);
    // Of a single small file the chart would show how long Node takes to start.
    if (name === 'tiny') continue;
    const zip = rows.find((row) => row.name === 'zip') ?? rows[0];
    const shown = rows.filter((row) => row.name !== 'empty');
    groups.push({
      title: heading,
      rows: shown.map((row) => ({ title: row.title, ratio: row.ms / zip.ms, ours: row.name.startsWith('ours') })),
    });
  }
  writeFileSync(
    join(out, 'archive.svg'),
    bars('Time to make the archive, as a ratio to zip -r -6 (shorter is better)', groups),
  );
  return report;
}

/** How the cost grows, with the number of files and with the bytes of one. */
async function growth(contestants) {
  const pair = contestants.filter(({ name }) => name === 'zip' || name === 'ours');
  const plots = [
    {
      name: 'files',
      what: 'files of 200 bytes',
      steps: [100, 1000, 10_000, 50_000, 200_000],
      make: (n) => (folder) => small(folder, n, 200),
    },
    {
      name: 'megabytes',
      what: 'megabytes in one file',
      steps: [1, 10, 100, 500, 2048],
      make: (n) => (folder) => big(folder, n),
    },
  ];
  const tables = [];
  for (const { name, what, steps, make } of plots) {
    const data = pair.map((rival) => ({ title: rival.title, ours: rival.name === 'ours', points: [] }));
    const told = [];
    for (const step of steps) {
      const { folder } = corpus(cache, `${name}-${step}`, make(step), root);
      const rows = await contest(pair, folder, step === steps.at(-1) ? 1 : rounds);
      for (const [index, row] of rows.entries()) data[index].points.push([step, Math.round(row.ms)]);
      const cells = rows.map((row) => `${Math.round(row.ms)} ms, ${Math.round(row.peak)} MiB`);
      told.push(`| ${[step.toLocaleString('en'), ...cells].join(' | ')} |`);
      process.stdout.write(`${told.at(-1)}\n`);
      rmSync(folder, { recursive: true, force: true });
      rmSync(`${folder}.done`, { force: true });
    }
    writeFileSync(join(out, `growth-${name}.svg`), lines(`How the time grows with ${what}`, what, 'ms', data));
    const head = `| ${[what, ...pair.map(({ title }) => title)].join(' | ')} |`;
    tables.push([head, '|--:|--:|--:|', ...told].join('\n'));
  }
  return `### How time and peak memory grow\n\n${tables.join('\n\n')}\n`;
}

mkdirSync(join(cache, 'out'), { recursive: true });
mkdirSync(out, { recursive: true });
await bundle();
const contestants = rivals(root, cache).filter(({ name }) => given.rivals?.split(',').includes(name) ?? true);
const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, zlib ${process.versions.zlib}, ${rounds} rounds, load ${loadavg()[0].toFixed(1)} before`;
process.stdout.write(`${machine}\n\n`);
const report = await compare(contestants);
if (given.growth) report.push(await growth(contestants));
writeFileSync(
  join(out, 'archive.md'),
  `## Making the archive\n\n${machine}. Made by \`node bench/archive.mjs\`. ${given.note}\n\n${report.join('\n')}`,
);
