/**
 * The whole job, from starting Node to its end, against the sandbox of AWS Lambda: the tree of node_modules is deployed
 * changed (upload, publish, switch) and unchanged. `node bench/deploy.mjs [--rounds N] [--peer PATH --peer-inputs FILE]`
 * runs another action's bundle (or program) on the same job: FILE holds its `with:` as JSON, in which {folder} stands for
 * the tree and {function} for the function; AWS_ENDPOINT_URL points it at the sandbox. Both may be given several times,
 * in the same order. Rounds alternate; medians count.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CORPORA, corpus } from './corpora.mjs';
import { DIST, median, ROOT, scratch, startSandbox, step, where } from './stage.mjs';

/** `name` of the folder that holds a peer's dist, or of its bundle. */
const titleOf = (script) => {
  const folder = dirname(script);
  return basename(basename(folder) === 'dist' ? dirname(folder) : folder);
};

/** Reads --peer, --peer-inputs and --peer-title, the first of each for the first peer. */
export function peersOf({ peer = [], 'peer-inputs': files = [], 'peer-title': titles = [] }) {
  return peer.map((script, at) => {
    const inputs = files[at] ? JSON.parse(readFileSync(files[at], 'utf8')) : {};
    return { script, title: titles[at] ?? titleOf(script), inputs };
  });
}

const filled = (inputs, words) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, text]) => [
      name,
      text.replace(/\{(folder|function)\}/g, (_, key) => words[key]),
    ]),
  );

/** Who deploys: each has a sandbox, a workspace with the tree, and a job of its own. */
async function contestant({ title, script, inputs, ours, dist, tree }) {
  const sandbox = await startSandbox({ dist });
  const place = scratch();
  const folder = join(place.workspace, 'build');
  cpSync(tree, folder, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => 0;\n');
  // As a vendor's API answers; each look costs a request and its pause.
  await sandbox.set('aws-lambda', { updatePolls: 0, versionPolls: 0 });
  const env = { ...sandbox.env, AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: sandbox.url };
  return {
    title,
    ours,
    edit: (word) => writeFileSync(join(folder, 'changed.mjs'), `export const word = '${word}';\n`),
    async deploy(peak = false) {
      await sandbox.clear();
      const words = { folder: 'build', function: 'sample' };
      const all = ours ? { ...where('aws-lambda', sandbox.url), ...inputs } : filled(inputs, words);
      const { ms, mib, cpu } = await step({ script, inputs: all, env: ours ? sandbox.env : env, place, peak });
      const requests = await sandbox.requests();
      return {
        ms,
        mib,
        cpu,
        requests: requests.length,
        bytes: requests.reduce((sum, one) => sum + one.requestBytes, 0),
      };
    },
    left: () => weigh(place.temp),
    async close() {
      await sandbox.close();
      place.remove();
    },
  };
}

function weigh(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
  }
  return bytes;
}

/** Answers {corpus, rows: [{title, ours, changed, unchanged, left, mib}]}. */
export async function deploys({
  dist = DIST,
  cache = join(ROOT, '.cache', 'bench'),
  rounds = 5,
  peers = [],
  name = 'tree',
} = {}) {
  const { title, make } = CORPORA[name];
  const made = corpus(cache, name, make, ROOT);
  const ours = {
    title: 'ours',
    ours: true,
    script: dist,
    inputs: { path: 'build', switch: 'true' },
    dist,
    tree: made.folder,
  };
  const all = [await contestant(ours)];
  for (const peer of peers) all.push(await contestant({ ...peer, ours: false, dist, tree: made.folder }));
  try {
    const runs = all.map(() => ({ changed: [], unchanged: [] }));
    for (let round = 0; round < rounds; round++) {
      for (const kind of ['changed', 'unchanged']) {
        for (const [at, one] of all.entries()) {
          if (kind === 'changed') one.edit(`${round}`);
          runs[at][kind].push(await one.deploy());
        }
      }
    }
    const rows = [];
    for (const [at, one] of all.entries()) {
      const left = one.left();
      one.edit('for memory');
      const changed = await one.deploy(true);
      const unchanged = await one.deploy(true);
      const cpu = { changed: changed.cpu, unchanged: unchanged.cpu };
      rows.push({ title: one.title, ours: one.ours, left, mib: changed.mib, cpu, ...kinds(runs[at]) });
    }
    return { corpus: { title, files: made.files, bytes: made.bytes }, rows };
  } finally {
    for (const one of all) await one.close();
  }
}

function kinds(runs) {
  const sum = (list) => {
    const of = (key) => median(list.map((run) => run[key]));
    return { ms: of('ms'), requests: of('requests'), bytes: of('bytes') };
  };
  return { changed: sum(runs.changed), unchanged: sum(runs.unchanged) };
}

const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const whole = (number, unit) => (number ? `${Math.round(number)} ${unit}` : '');
const ratio = (ours, theirs) => (theirs ? (ours / theirs).toFixed(2) : '');

/** What a program that is no Node process costs in CPU and memory is not known: those cells are empty. */
function cells(row, kind, ours) {
  const { ms, requests, bytes } = row[kind];
  const cpu = row.cpu[kind];
  const ratios = row === ours ? ['', ''] : [ratio(ours[kind].ms, ms), ratio(ours.cpu[kind], cpu)];
  const once = kind === 'changed' ? [whole(row.mib, 'MiB'), mb(row.left)] : ['', ''];
  return [`${row.title}, ${kind}`, whole(ms, 'ms'), whole(cpu, 'ms'), ...ratios, requests, mb(bytes), ...once];
}

export function table({ rows }) {
  const lines = rows.flatMap((row) => ['changed', 'unchanged'].map((kind) => cells(row, kind, rows[0])));
  const head = '| deploy | median | CPU | ours : it | CPU | requests | sent | peak memory | left behind |';
  return [head, '|---|--:|--:|--:|--:|--:|--:|--:|--:|', ...lines.map((line) => `| ${line.join(' | ')} |`)].join('\n');
}

export const OPTIONS = {
  peer: { type: 'string', multiple: true },
  'peer-inputs': { type: 'string', multiple: true },
  'peer-title': { type: 'string', multiple: true },
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      ...OPTIONS,
      dist: { type: 'string', default: DIST },
      rounds: { type: 'string', default: '5' },
      corpus: { type: 'string', default: 'tree' },
      cache: { type: 'string' },
      out: { type: 'string', default: join(ROOT, 'bench', 'results', 'deploy.md') },
    },
  });
  const { dist, cache, corpus: name } = values;
  const result = await deploys({ dist, cache, name, rounds: Number(values.rounds), peers: peersOf(values) });
  const { title, files, bytes } = result.corpus;
  const what = `${title}: ${files} files, ${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const text = `## The whole deploy\n\n${what}. Node ${process.version}. Made by \`node bench/deploy.mjs\`.\n\n${table(result)}\n`;
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, text);
  process.stdout.write(text);
}
