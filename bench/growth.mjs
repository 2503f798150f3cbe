/**
 * How the cost grows with the number of versions a function has: `node bench/growth.mjs [--dist FILE] [--most N]`. Times
 * `list` and the looking of `cleanup` (dry-run) on AWS Lambda's sandbox, and draws bench/results/growth-versions.svg.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { LambdaClient, PublishVersionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { lines } from './chart.mjs';
import { DIST, median, ROOT, scratch, startSandbox, step, where } from './stage.mjs';

const STEPS = [10, 100, 1000, 10_000];

const JOBS = [
  { title: 'list', ours: true, inputs: { operation: 'list' } },
  { title: 'cleanup, dry run', ours: false, inputs: { operation: 'cleanup', retention: '5', 'dry-run': 'true' } },
];

/** Publishes until there are `count` versions; each differs from the one before. */
async function publishUntil(client, from, count) {
  const FunctionName = 'sample';
  for (let at = from; at < count; at++) {
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 3 + (at % 2) }));
    await client.send(new PublishVersionCommand({ FunctionName, Description: `version ${at + 1}` }));
  }
}

/** Answers [{title, ours, points: [[versions, ms]], requests: [n]}] */
export async function growth({ dist = DIST, rounds = 3, most = STEPS.at(-1) } = {}) {
  const sandbox = await startSandbox({ dist });
  const place = scratch();
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = sandbox.env;
  const client = new LambdaClient({
    region: 'eu-central-1',
    endpoint: sandbox.url,
    credentials: { accessKeyId, secretAccessKey },
  });
  const data = JOBS.map(({ title, ours }) => ({ title, ours, points: [], requests: [] }));
  try {
    await sandbox.set('aws-lambda', { updatePolls: 0, versionPolls: 0 });
    let there = 0;
    for (const count of STEPS.filter((one) => one <= most)) {
      await publishUntil(client, there, count);
      there = count;
      for (const [at, { inputs }] of JOBS.entries()) {
        const runs = [];
        for (let round = 0; round < rounds; round++) {
          await sandbox.clear();
          const all = { ...where('aws-lambda', sandbox.url), ...inputs };
          runs.push((await step({ script: dist, inputs: all, env: sandbox.env, place })).ms);
        }
        data[at].points.push([count, Math.round(median(runs))]);
        data[at].requests.push((await sandbox.requests()).length);
      }
    }
    return data;
  } finally {
    client.destroy();
    await sandbox.close();
    place.remove();
  }
}

export function table(data) {
  const cell = ({ points, requests }, at) => `${points[at][1]} ms (${requests[at]} requests)`;
  const rows = data[0].points.map(
    ([count], at) => `| ${count.toLocaleString('en')} | ${data.map((one) => cell(one, at)).join(' | ')} |`,
  );
  return [`| versions | ${data.map(({ title }) => title).join(' | ')} |`, '|--:|--:|--:|', ...rows].join('\n');
}

export function draw(data, out = join(ROOT, 'bench', 'results')) {
  mkdirSync(out, { recursive: true });
  const svg = lines('How the time grows with the versions of a function', 'versions', 'ms', data);
  writeFileSync(join(out, 'growth-versions.svg'), svg);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      dist: { type: 'string', default: DIST },
      rounds: { type: 'string', default: '3' },
      most: { type: 'string', default: String(STEPS.at(-1)) },
    },
  });
  const data = await growth({ dist: values.dist, rounds: Number(values.rounds), most: Number(values.most) });
  draw(data);
  process.stdout.write(`${table(data)}\n`);
}
