// npm run docs [-- --check]
//
// Writes action.yml, the README's tables and the JSON Schemas (inputs, versioned-deploy.yml) from the tables in src/inputs/,
// src/report/output-definitions.ts and the providers' own inputs and capabilities, and the tables of docs/gate.md from a
// simulation. With --check it only compares, and says how to mend.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { compile } from './bundle.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const ACTION = {
  name: 'Versioned Deploy',
  description:
    'Publish a serverless function as an immutable version, switch or canary it, and get the exact command that takes it back.',
  author: 'versioned-deploy contributors',
  branding: { icon: 'rotate-ccw', color: 'blue' },
};

/** File name → what should be in it. Reads lib/, so compile first. */
export async function documents() {
  const load = (name) => import(pathToFileURL(path.join(ROOT, 'lib', name)).href);
  const [table, { readBy }, { inputsSchema }, { manifestSchema }, { OUTPUTS }, { providers }, gates] =
    await Promise.all([
      load('inputs/index.js'),
      load('inputs/read-by.js'),
      load('inputs/json-schema.js'),
      load('inputs/manifest/schema.js'),
      load('report/output-definitions.js'),
      load('providers/index.js'),
      load('rollout/gate-tables.js'),
    ]);
  const tables = {
    inputs: inputTables(table, providers, readBy),
    outputs: outputTable(OUTPUTS),
    providers: providerTable(providers),
  };
  return {
    'action.yml': actionYml(table, OUTPUTS),
    'README.md': fill('README.md', tables),
    'docs/gate.md': fill('docs/gate.md', {
      samples: plainTable(gates.sampleTable()),
      detection: plainTable(gates.detectionTable()),
      'false-alarms': plainTable(gates.falseAlarmTable()),
    }),
    'schema/inputs.schema.json': `${JSON.stringify(inputsSchema(), undefined, 2)}\n`,
    'schema/versioned-deploy.schema.json': `${JSON.stringify(manifestSchema(), undefined, 2)}\n`,
  };
}

function actionYml(table, outputs) {
  const action = {
    ...ACTION,
    // Not one input is marked as required: the runner does not look at it, and we say it better.
    // No defaults either, so that an input that is not given can be told from one that is; the token is the exception.
    inputs: Object.fromEntries(table.PUBLIC_NAMES.map((name) => [name, inputEntry(name, table)])),
    outputs: Object.fromEntries(outputs.map(({ name, help }) => [name, { description: help }])),
    runs: { using: 'node24', main: 'dist/index.js', post: 'dist/post.js' },
  };
  const head = '# Made by `npm run docs` from src/inputs/ and src/report/output-definitions.ts. Edit those.\n';
  return head + stringify(action, { lineWidth: 0 });
}

function inputEntry(name, { INPUTS, MAPS }) {
  const map = MAPS[name];
  if (map) return { description: mapText(name, map, INPUTS) };
  const { help, default: standard } = INPUTS.find((input) => input.name === name);
  const description = standard ? `${help} Default: ${standard}.` : help;
  if (name !== 'github-token') return { description };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the runner's, not of JavaScript
  return { description, default: '${{ github.token }}' };
}

/** A map's own help, how it is written, and its keys, a line each. */
function mapText(name, map, inputs) {
  const keys = inputs.filter((input) => input.name.startsWith(`${name}.`));
  const lines = keys.map(({ name: key, help, default: standard }) => {
    return `- ${key.slice(name.length + 1)}: ${help}${standard ? ` Default: ${standard}.` : ''}`;
  });
  return [`${map.help} ${howToWrite(map)}`.trim(), ...lines].join('\n');
}

function howToWrite({ list, main }) {
  if (list) return '';
  return main ? `A YAML map; a single value is its \`${main}\`.` : 'A YAML map.';
}

function inputTables({ INPUTS, GROUPS, MAPS }, providers, readBy) {
  const everyone = new Set(INPUTS.flatMap(({ operations }) => operations));
  const sections = GROUPS.map((group) => {
    const rows = INPUTS.filter((input) => input.group === group).flatMap((input, at, all) => {
      const [head] = input.name.split('.');
      const first = MAPS[head] && !all.slice(0, at).some(({ name }) => name.startsWith(`${head}.`));
      const own = [`\`${input.name}\``, input.help, code(input.default), readers(input, everyone, providers, readBy)];
      return first ? [[`**\`${head}\`**`, `${MAPS[head].help} ${howToWrite(MAPS[head])}`.trim(), '', ''], own] : [own];
    });
    return rows.length === 0 ? '' : `**${heading(group)}**\n\n${table(['input', 'what', 'default', 'read by'], rows)}`;
  });
  return sections.filter((section) => section !== '').join('\n\n');
}

const heading = (group) => group.charAt(0).toUpperCase() + group.slice(1);

/** Who reads an input: the operations, unless all do; the providers, unless all do. */
function readers({ name, operations }, everyone, providers, readBy) {
  const who = operations.length === everyone.size ? [] : [operations.join(', ')];
  const all = Object.keys(providers);
  const names = all.filter((provider) => readBy(name, provider, providers[provider].capabilities));
  if (names.length < all.length) who.push(names.join(', '));
  return who.join(' · ') || 'all';
}

function outputTable(outputs) {
  return table(
    ['output', 'what'],
    outputs.map(({ name, help }) => [`\`${name}\``, help]),
  );
}

const yes = (flag) => (flag ? 'yes' : 'no');

function providerTable(providers) {
  const cans = Object.values(providers).map(({ capabilities }) => capabilities);
  const row = (title, of) => [title, ...cans.map(of)];
  return table(
    ['', ...cans.map(({ title }) => title)],
    [
      row('`provider`', (can) => `\`${Object.keys(providers).find((name) => providers[name].capabilities === can)}\``),
      row('what one version freezes', (can) => `the ${can.scope}`),
      row('aliases', (can) => (can.aliases === 'many' ? 'as many as you name' : `one: \`${can.aliases.fixed}\``)),
      row('canary', (can) => yes(can.split)),
      row('remembers what was live before', (can) => yes(can.notes)),
      row('refuses a stale write', (can) =>
        can.lock ? 'by a lock of the vendor’s' : 'read, compare, write, read back',
      ),
      row('one version can be called', (can) => yes(can.invoke)),
      row('callers may lag', (can) => (can.settlesMs === 0 ? 'no' : `up to ${can.settlesMs / 1000} s`)),
      row('package', (can) => can.formats.join(', ')),
      row('largest package', (can) => size(can.maxPackageBytes)),
      row('through `bucket`', (can) => (can.maxBucketBytes ? size(can.maxBucketBytes) : '–')),
    ],
  );
}

const size = (bytes) => `${Math.round(bytes / 1024 ** 2)} MB`;
const code = (text) => (text ? `\`${text}\`` : '');
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const plainTable = ([head, ...rows]) => table(head, rows);

/** Puts each table between its two marks. Throws when a mark is missing, so that no table gets lost. */
function fill(name, tables) {
  let filled = read(name);
  for (const [part, content] of Object.entries(tables)) {
    const marks = new RegExp(`(<!-- ${part}: made by npm run docs -->\\n)[\\s\\S]*?(<!-- end ${part} -->)`);
    if (!marks.test(filled)) throw new Error(`${name} has no place for the table "${part}".`);
    filled = filled.replace(marks, (_, begin, end) => `${begin}\n${content}\n\n${end}`);
  }
  return filled;
}

function read(name) {
  const file = path.join(ROOT, name);
  return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '';
}

/** The names of the documents that are not what the tables say. */
export async function stale() {
  const wanted = await documents();
  return Object.keys(wanted).filter((name) => read(name) !== wanted[name]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  compile();
  if (process.argv.includes('--check')) {
    const names = await stale();
    if (names.length > 0) {
      console.error(`${names.join(' and ')}: not what the tables say. Run: npm run docs`);
      process.exitCode = 1;
    }
  } else {
    for (const [name, text] of Object.entries(await documents())) {
      mkdirSync(path.dirname(path.join(ROOT, name)), { recursive: true });
      writeFileSync(path.join(ROOT, name), text);
    }
  }
}
