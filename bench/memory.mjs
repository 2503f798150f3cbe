/**
 * Peak memory of a deploy whose package is as big as the API takes it directly, and nothing in it compresses:
 * `node bench/memory.mjs [--dist FILE] [--rounds N] [--out FILE]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { big } from './corpora.mjs';
import { DIST, median, ROOT, scratch, startSandbox, step, where } from './stage.mjs';

/** Provider, MB of noise, and MiB that must suffice (absent: told, not promised). */
export const JOBS = [
  { provider: 'aws-lambda', title: 'AWS Lambda, 49 MB zip (base64 in JSON)', megabytes: 49, most: 200 },
  { provider: 'alibaba-fc3', title: 'Function Compute, 49 MB zip (base64 in JSON)', megabytes: 49, most: 200 },
  { provider: 'alibaba-fc3', title: 'Function Compute, 99 MB zip (base64 in JSON)', megabytes: 99, most: 200 },
  { provider: 'invoke', title: 'Invoke, 99 MB zip (multipart)', megabytes: 99, most: 200 },
];

/** Returns rows of {title, runs: [MiB], peak, most}. */
export async function memory({ dist = DIST, rounds = 3 } = {}) {
  const rows = [];
  for (const { provider, title, megabytes, most } of JOBS) {
    // One sandbox each: it keeps every version in memory.
    const sandbox = await startSandbox({ dist });
    const place = scratch();
    try {
      const build = join(place.workspace, 'build');
      mkdirSync(build);
      big(build, megabytes, 1);
      const runs = [];
      for (let round = 0; round < rounds; round++) {
        writeFileSync(join(build, 'index.mjs'), `export const handler = async () => ${round};\n`);
        writeFileSync(join(build, 'package.json'), '{}');
        writeFileSync(join(build, 'index.js'), `export default (req, res) => res.json(${round});\n`);
        const inputs = { ...where(provider, sandbox.url), path: 'build', switch: 'true' };
        const { mib } = await step({ script: dist, inputs, env: sandbox.env, place, peak: true });
        runs.push(mib);
      }
      rows.push({ title, runs, peak: Math.max(...runs), most });
    } finally {
      await sandbox.close();
      place.remove();
    }
  }
  return rows;
}

export function table(rows) {
  const lines = rows.map(
    ({ title, runs, peak, most }) =>
      `| ${title} | ${Math.round(median(runs))} MiB | ${Math.round(peak)} MiB | ${most} MiB |`,
  );
  return ['| whole deploy of | peak memory, median | highest | goal |', '|---|--:|--:|--:|', ...lines].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      dist: { type: 'string', default: DIST },
      rounds: { type: 'string', default: '3' },
      out: { type: 'string', default: join(ROOT, 'bench', 'results', 'memory.md') },
    },
  });
  const rows = await memory({ dist: values.dist, rounds: Number(values.rounds) });
  const text = `## Memory of an upload\n\nNode ${process.version}. Made by \`node bench/memory.mjs\`.\n\n${table(rows)}\n`;
  mkdirSync(join(ROOT, 'bench', 'results'), { recursive: true });
  writeFileSync(values.out, text);
  process.stdout.write(text);
  if (rows.some(({ peak, most }) => peak > most)) process.exitCode = 1;
}
