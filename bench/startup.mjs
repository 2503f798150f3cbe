/**
 * What it costs to start: `node bench/startup.mjs [--dist FILE] [--rounds N] [--out FILE]`. A bad input, a post step with
 * nothing to do, `--help` and an unchanged redeploy, each as a ratio to `node -e 0`, alternating in one run.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { texts } from './corpora.mjs';
import { DIST, median, ROOT, scratch, startSandbox, step, where } from './stage.mjs';

/** Starts a program until it ends; answers ms. */
async function timed(args, env) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  return performance.now() - started;
}

/** Returns rows of {title, ms, ratio, most}. Other actions' bundles can be given as `peers`: {script, title}. */
export async function startup({ dist = DIST, rounds = 15, peers = [] } = {}) {
  const sandbox = await startSandbox({ dist });
  const place = scratch();
  const jobs = contestants({ dist, sandbox, place, peers });
  try {
    mkdirSync(join(place.workspace, 'build'));
    writeFileSync(
      join(place.workspace, 'build', 'index.mjs'),
      `export const text = ${JSON.stringify(texts(3)(3e5))};\n`,
    );
    await step({ script: dist, ...lambda(sandbox), place });
    const runs = new Map(jobs.map((job) => [job, []]));
    for (let round = 0; round < rounds; round++) for (const job of jobs) runs.get(job).push(await job.run());
    const [yardstick] = jobs.map((job) => median(runs.get(job)));
    return jobs.map((job) => {
      const ms = median(runs.get(job));
      return { title: job.title, ms, ratio: ms / yardstick, most: job.most };
    });
  } finally {
    await sandbox.close();
    place.remove();
  }
}

const lambda = ({ url, env }) => ({
  inputs: { ...where('aws-lambda', url), path: 'build', switch: 'true' },
  env,
});

function contestants({ dist, sandbox, place, peers }) {
  const { PATH, HOME } = process.env;
  const bare = { PATH, HOME };
  const bad = { provider: 'aws-lambda', function: 'sample', path: 'build', swich: 'true' };
  const refused = (script, inputs) => async () => (await step({ script, inputs, place, red: true })).ms;
  const jobs = [
    { title: '`node -e 0`', run: () => timed(['-e', '0'], bare) },
    { title: 'a bad input, refused', run: refused(dist, bad), most: 1.8 },
    { title: 'a post step with nothing to do', run: () => timed([join(dirname(dist), 'post.js')], bare) },
    { title: '`--help`', run: () => timed([dist, '--help'], bare) },
    {
      title: 'an unchanged redeploy of 300 KB (3 requests)',
      run: async () => (await step({ script: dist, ...lambda(sandbox), place })).ms,
    },
  ];
  for (const { title, script } of peers)
    jobs.push({ title: `${title}: an input is missing`, run: refused(script, {}) });
  return jobs;
}

export function table(rows) {
  const lines = rows.map(
    ({ title, ms, ratio, most }) => `| ${title} | ${Math.round(ms)} ms | ${ratio.toFixed(2)} | ${most ?? ''} |`,
  );
  return ['| | median | ratio | goal |', '|---|--:|--:|--:|', ...lines].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      dist: { type: 'string', default: DIST },
      rounds: { type: 'string', default: '15' },
      out: { type: 'string', default: join(ROOT, 'bench', 'results', 'startup.md') },
    },
  });
  const rows = await startup({ dist: values.dist, rounds: Number(values.rounds) });
  const text = `## Start-up\n\nNode ${process.version}. Made by \`node bench/startup.mjs\`.\n\n${table(rows)}\n`;
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, text);
  process.stdout.write(text);
}
