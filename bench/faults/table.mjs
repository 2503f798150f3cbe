import { KINDS, OPERATIONS, PROVIDERS } from './schedule.mjs';

/** Rows of what was played and what held: by operation and vendor, and by what happened. */
export function tally(results) {
  const rows = new Map();
  const count = (key, held) => {
    const row = rows.get(key) ?? { played: 0, held: 0 };
    row.played++;
    if (held) row.held++;
    rows.set(key, row);
  };
  for (const { schedule, problems, met } of results) {
    const held = problems.length === 0;
    count(`${schedule.operation} ${schedule.provider}`, held);
    for (const kind of new Set(met)) count(kind, held);
    count('all', held);
  }
  return rows;
}

const TITLES = { 'aws-lambda': 'AWS Lambda', 'alibaba-fc3': 'FC 3.0', 'alibaba-fc2': 'FC 2.0', invoke: 'Invoke' };
const EXTRA = {
  'killed, post step': 'killed before or after a write, then the post step',
  'killed, no post step': 'killed before or after a write, and nothing after it',
  'somebody rolls back': 'another run moves traffic between two requests',
};

/** As Markdown. */
export function report(rows, { first, count, seconds }) {
  const cell = (key) => {
    const row = rows.get(key);
    return row ? `${row.held} of ${row.played}` : '';
  };
  const lines = [
    '# Faults',
    '',
    'Seeded faults between `dist/index.js` and the sandboxes: `npm run faults` (bench/faults/). A schedule disturbs one to',
    'three requests of one operation, and may kill the run, or let another one move traffic. Afterwards the vendor must',
    'have what bench/faults/invariants.mjs says, the run must have told the truth about it, and the same job once more',
    'must lead to where it should. A seed that fails is played again with `npm run faults -- --seed N`.',
    '',
    `Seeds ${first} to ${first + count - 1}, ${cell('all')} held, in ${seconds} s.`,
    '',
    `| operation | ${PROVIDERS.map((name) => TITLES[name]).join(' | ')} |`,
    `| :-- | ${PROVIDERS.map(() => '--:').join(' | ')} |`,
    ...OPERATIONS.map((name) => `| ${name} | ${PROVIDERS.map((vendor) => cell(`${name} ${vendor}`)).join(' | ')} |`),
    '',
    '| what happens | schedules with it that held |',
    '| :-- | --: |',
    ...Object.entries({ ...KINDS, ...EXTRA }).map(
      ([kind, what]) => `| ${kind in KINDS ? `${kind}: ` : ''}${what} | ${cell(kind)} |`,
    ),
  ];
  return lines.join('\n');
}
