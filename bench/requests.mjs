/**
 * How many requests each provider takes: `node bench/requests.mjs [--dist FILE]` runs every job through the bundle against
 * the sandboxes, reads their request logs and writes bench/REQUESTS.md. Polls of a wait are counted apart.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DIST, ROOT, scratch, startSandbox, step, where } from './stage.mjs';

const TITLES = {
  invoke: 'Invoke',
  'aws-lambda': 'AWS Lambda',
  'alibaba-fc3': 'Function Compute 3.0',
  'alibaba-fc2': 'Function Compute 2.0',
};

/** A request whose purpose stands in the table, by what it looks like and where in the run it comes. */
const PURPOSES = {
  invoke: [
    [
      /^GET \S+\/versions$/,
      [
        'which versions there are, and whether one holds this package',
        'that the new version is listed, with our hash in it',
        'that nobody moved the pointer meanwhile (there is no lock)',
      ],
    ],
    [/^POST \S+\/versions\?/, ['the upload']],
    [/^GET \S+\/builds\?/, ['how the build ends']],
    [/^POST \S+\/switch-version$/, ['the switch, by UUID']],
    [/^GET \S+\/functions\/[^/]+$/, ['what is live', 'what is live now: the switch answers only "success"']],
  ],
  'aws-lambda': [
    [/^GET \S+\/aliases\/live$/, ['what is live, with its lock (RevisionId)']],
    [/^GET \S+\/versions\?/, ['$LATEST and the versions: does one hold this package, configured the same']],
    [/^GET \S+\/functions\/sample$/, ['whether the code stays in S3: then it must not become a copy']],
    [/^PUT \S+\/code$/, ['the upload; its answer says whether there is a wait']],
    [/^GET \S+\/configuration$/, ['the end of the update, when it was under way']],
    [
      /^GET \S+\/configuration\?Qualifier/,
      ['the state of the version: a list tells none, and a publish answers Pending'],
    ],
    [/^POST \S+\/versions$/, ['the publish, guarded by the hash']],
    [/^(PUT|POST) \S+\/aliases(\/live)?$/, ['the switch, guarded by the lock; its answer is the read-back']],
    [/^GET \S+\/url\?/, ['the URL of the alias, for the summary']],
  ],
};
PURPOSES['alibaba-fc3'] = PURPOSES['alibaba-fc2'] = [
  [
    /^GET \S+\/(functions|services)\/[^/]+\/aliases\/live$/,
    [
      'what is live',
      'that nobody moved it meanwhile (3.0 has no lock)',
      'the read-back (3.0 has no lock)',
      'half a second later: that no move which began before ours came after it (3.0 has no lock)',
    ],
  ],
  [/^GET \S+qualifier=/, ['the version: its checksum, configuration and state']],
  [/^GET \S+\/functions\/sample$/, ['LATEST: its checksum, configuration and state']],
  [/^PUT \S+\/functions\/sample$/, ['the upload, with its CRC-64']],
  [/^POST \S+\/versions$/, ['the publish']],
  [/^(PUT|POST) \S+\/aliases(\/live)?$/, ['the switch']],
  [/^GET \S+\/functions\?/, ['which other functions of the service move along (2.0 only)']],
  [/^GET \S+\/triggers\?/, ['who calls LATEST, and the URL of the alias']],
];

const JOBS = [
  { title: 'changed deploy, switch', word: 'two', inputs: { path: 'build', switch: 'true' } },
  { title: 'unchanged deploy, switch', word: 'two', inputs: { path: 'build', switch: 'true' } },
  { title: 'rollback to a named version', inputs: { operation: 'rollback', version: '1' } },
  { title: 'list', inputs: { operation: 'list' } },
];

const { values } = parseArgs({
  options: {
    dist: { type: 'string', default: DIST },
    out: { type: 'string', default: join(ROOT, 'bench', 'REQUESTS.md') },
  },
});

function write(word) {
  mkdirSync(join(place.workspace, 'build'), { recursive: true });
  writeFileSync(join(place.workspace, 'build', 'index.js'), `export default (req, res) => res.json('${word}');\n`);
  writeFileSync(join(place.workspace, 'build', 'package.json'), '{}\n');
  writeFileSync(join(place.workspace, 'build', 'index.mjs'), `export const handler = async () => '${word}';\n`);
}

async function jobs(provider) {
  const inputs = where(provider, sandbox.url);
  if (provider === 'invoke') inputs.function = await uuid();
  const run = async (more) => {
    await sandbox.clear();
    const { allow: wide, ...rest } = { ...inputs, ...more };
    const all = more.operation === 'list' || wide === undefined ? rest : { ...rest, allow: wide };
    await step({ script: values.dist, inputs: all, env: sandbox.env, place });
    return sandbox.requests();
  };
  write('one');
  await run({ path: 'build', switch: 'true' });
  const runs = [];
  for (const { word, inputs: more } of JOBS) {
    if (word) write(word);
    runs.push(sorted(await run(more)));
  }
  return runs;
}

/** A name costs Invoke two requests more: the project's, and the function's. */
async function uuid() {
  const headers = { 'x-api-key': sandbox.env.INVOKE_API_KEY };
  const answer = await fetch(`${sandbox.url}/api/functions?name=sample`, { headers });
  const { data } = await answer.json();
  return data[0].id;
}

/** What a wait asks again and again. */
const POLLED = /\/builds\?|\/configuration(\?|$)/;

/**
 * Who calls the newest upload, asked beside the work (docs/adr/0013-callers-of-the-newest-upload.md): nothing waits for it
 * that is not gated. On Function Compute the triggers are listed once, for this and for the alias's URL.
 */
const BESIDE =
  /^(GET \S+\/(urls\?|event-source-mappings\/?\?|policy\b|aliases\?.*FunctionVersion=|custom-domains\?)|POST \/$)/;

/** The polls of a wait are the same look again, right after itself. */
function sorted(everything) {
  const all = everything.filter(({ method, path }) => !BESIDE.test(`${method} ${path}`));
  const lines = all.map(({ method, path }) => `${method} ${path}`);
  const requests = all.filter(({ path }, at) => lines[at] !== lines[at - 1] || !POLLED.test(path));
  const bytes = all.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
  return { requests, polls: all.length - requests.length, bytes, beside: everything.length - all.length };
}

function section(provider, requests) {
  const seen = new Map();
  const rows = requests.map(({ method, path }, at) => {
    const line = `${method} ${path}`;
    const [pattern, texts = ['']] = PURPOSES[provider].find(([one]) => one.test(line)) ?? [];
    const count = seen.get(pattern) ?? 0;
    seen.set(pattern, count + 1);
    return `| ${at + 1} | \`${method} ${shortened(path)}\` | ${texts[Math.min(count, texts.length - 1)]} |`;
  });
  return [`### ${TITLES[provider]}`, '', '| | request | what for |', '|--:|---|---|', ...rows, ''].join('\n');
}

const shortened = (path) =>
  path
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    .replace(/\?.*/, (query) => query.replace(/=[^&]*/g, '=…'));

function page() {
  const cell = ({ requests, polls, bytes, beside }) =>
    `${requests.length}${polls ? ` + ${polls} polls` : ''}${beside ? ` + ${beside} beside` : ''} (${bytes} B)`;
  const rows = counts.map(([provider, runs]) => `| ${TITLES[provider]} | ${runs.map(cell).join(' | ')} |`);
  return `# How many requests a job takes

Counted by \`node bench/requests.mjs\`, which runs the bundle against the sandboxes and reads their request logs; held by
\`__tests__/e2e/budget/\`. In brackets: bytes of all request bodies, for a package of some 300 bytes. Polls are the looks
of a wait after its first; here the update and the version of AWS Lambda are each ready at the second look.

| | ${JOBS.map(({ title }) => title).join(' | ')} |
|---|${JOBS.map(() => '---').join('|')}|
${rows.join('\n')}

Invoke's function is named by its UUID; \`@project/name\` takes two more, the project and then the function, whose answer
saves the reading of what is live: one more in all. A first deploy takes the same.

## The changed deploy, and why not fewer

${sections.join('\n')}
**What could be left out, and is not.** The answer to a write that has no lock proves nothing, so on Invoke and on
Function Compute 3.0 the pointer is compared right before the move, and read back after it; a rollback there has only just
read it, and does without. Invoke's list is read once more before the switch even though it was read a moment ago to prove
the new version: someone else's switch in between would otherwise be overwritten in silence. On AWS Lambda
\`UpdateFunctionCode\` with \`Publish\` would save the publish and one wait, but such a version can have no description, and the
description is what says which commit is live. The URL is asked for only after traffic has moved, and never in a rollback.

**What is never sent.** The versions are not listed page by page to find what is live: AWS Lambda's list begins with
\`$LATEST\` and the lowest number, so its first page is asked for only when the live version can be on it, and else the live
version and \`$LATEST\` are read, which is as many requests. Nothing that was read is read again unless it was written, and
no package is uploaded for a version that holds it already, whatever compressor made that one.
`;
}

const sandbox = await startSandbox({ dist: values.dist });
const place = scratch();
const sections = [];
const counts = [];
try {
  await sandbox.set('invoke', { buildMs: 0 });
  await sandbox.set('aws-lambda', { updatePolls: 1, versionPolls: 1 });
  for (const provider of Object.keys(TITLES)) {
    const runs = await jobs(provider);
    counts.push([provider, runs]);
    sections.push(section(provider, runs[0].requests));
  }
} finally {
  await sandbox.close();
  place.remove();
}
const text = page();
writeFileSync(values.out, text);
process.stdout.write(text);
