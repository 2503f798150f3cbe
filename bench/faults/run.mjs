/**
 * Faults between the bundle and the vendors: `npm run faults -- --seeds 1000`. Prints a table, and each failing seed as a
 * line that plays it again. `--from 500` begins there, `--seed 7` plays one and shows what was said, `--provider` and
 * `--operation` hold on to one, `--at-once 4` plays so many at a time, `--minutes 10` begins none after that, `--out bench/FAULTS.md` writes the table down.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runSeed } from './run-seed.mjs';
import { loadSandbox } from './sandbox.mjs';
import { describe, scheduleOf } from './schedule.mjs';
import { report, tally } from './table.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    provider: { type: 'string' },
    operation: { type: 'string' },
    'at-once': { type: 'string', default: '2' },
    script: { type: 'string' },
    minutes: { type: 'string', default: '1000' },
    out: { type: 'string' },
  },
});

const only = { provider: values.provider, operation: values.operation };
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const sandbox = await loadSandbox();
const started = Date.now();
const results = [];
let next = first;

async function worker() {
  while (next < first + count && Date.now() < started + Number(values.minutes) * 60_000) {
    const schedule = scheduleOf(next++, only);
    const {
      problems,
      log,
      met = [],
    } = await runSeed(schedule, { ...sandbox, ...(values.script && { script: values.script }) }).catch((error) => ({
      problems: [`the harness failed: ${error.message}`],
      log: error.stack,
    }));
    results.push({ schedule, problems, met });
    if (values.seed !== undefined) console.log(`${describe(schedule)}\n${log}`);
    if (problems.length > 0) console.log(`${describe(schedule)}\n  ${problems.join('\n  ')}\n  ${replay(schedule)}`);
  }
}

function replay({ seed, provider, operation }) {
  const held = only.provider || only.operation;
  return `npm run faults -- --seed ${seed}${held ? ` --provider ${provider} --operation ${operation}` : ''}`;
}

await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
const text = report(tally(results), {
  first,
  count: results.length,
  seconds: Math.round((Date.now() - started) / 1000),
});
console.log(`\n${text}`);
if (values.out) writeFileSync(values.out, `${text}\n`);
process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0;
