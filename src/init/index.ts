import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeployError, inputError, messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { findCheckout, MANIFEST } from '../inputs/complete-inputs.js';
import { parseManifest } from '../inputs/manifest/parse-manifest.js';
import { namesOne, selectMembers } from '../inputs/manifest/select-members.js';
import { NO_LAYER } from '../inputs/manifest/types.js';
import { providerOf } from '../providers/index.js';
import { type Ask, completeOptions, withQuestions } from './ask.js';
import { credentialSteps } from './credential-steps.js';
import { guessPath } from './guess-path.js';
import { type FoundFunction, listFunctions, lookAt } from './look-at-vendor.js';
import { manifestText, type PlannedFunction, shortName } from './manifest-text.js';
import { type InitOptions, readOptions, WORKFLOWS } from './options.js';
import { workflowText } from './workflow-texts.js';
import { type NewFile, writeFiles } from './write-files.js';

export interface InitIo {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  signal: AbortSignal;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** what npx was told to run: "github:owner/name#v1" */
  npx?: string;
  /** a person who can be asked; absent: there is none */
  terminal?: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream };
}

/** Writes the file and the workflows. Returns the exit code; throws `input` and `refused`. */
export async function init(argv: readonly string[], io: InitIo): Promise<number> {
  const options = readOptions(argv);
  const { terminal, signal } = io;
  if (!terminal) return write(options, io, undefined);
  return withQuestions({ ...terminal, signal }, (ask) => write(options, io, ask));
}

async function write(given: InitOptions, io: InitIo, ask: Ask | undefined): Promise<number> {
  const options = await completeOptions(given, io.env, ask);
  const root = findCheckout(io.cwd);
  const found = await findFunctions(options, io);
  const { files, todo } = planFiles(options, found, { root, npx: io.npx });
  if (options.dryRun) {
    for (const { name, text } of files) io.stdout(`--- ${name}\n${text}`);
    return 0;
  }
  const written = await writeFiles(root, files, { force: options.force, ask });
  io.stdout(written.length === 0 ? 'Nothing was written.' : `Written: ${written.join(', ')}.`);
  if (written.length > 0) io.stdout(['', 'What is left to do:', ...todo.map((one) => `- ${one}`)].join('\n'));
  return 0;
}

/** The functions that were meant, with what the vendor says of them. Throws when patterns cannot be looked up. */
async function findFunctions({ inputs, functions = [] }: InitOptions, io: InitIo): Promise<FoundFunction[]> {
  const { provider = '', region, endpoint } = inputs;
  const place = Object.fromEntries(
    Object.entries(inputs).filter(([name]) => /^(provider|region|endpoint|fc2\.|invoke\.)/.test(name)),
  );
  const host = { env: io.env, signal: io.signal, log: logOf(io) };
  let names = functions;
  if (!functions.every(namesOne)) {
    const all = await listFunctions(place, host);
    if (all.length === 0) {
      const where = [provider, region, endpoint].filter(Boolean).join(', ');
      throw inputError('function', functions.join(', '), `finds none in ${where}.`, 'Name them one by one.');
    }
    const layers = Object.fromEntries(all.map((name) => [name, NO_LAYER]));
    names = selectMembers({ file: providerOf(provider).capabilities.title, functions: layers }, functions.join(','));
  }
  return lookAt([...new Set(names)], place, host);
}

const logOf = ({ stderr }: InitIo): Log => ({
  info: () => undefined,
  // What a run would say of a function is not what is asked here.
  notice: () => undefined,
  warning: (text) => stderr(`Warning: ${text}`),
  mask: () => undefined,
});

interface Plan {
  files: NewFile[];
  /** what a person does next: sentences */
  todo: string[];
}

function planFiles(
  options: InitOptions,
  found: readonly FoundFunction[],
  { root, npx }: { root: string; npx?: string },
): Plan {
  const { inputs, environments = [], workflows = [...WORKFLOWS] } = options;
  const { provider = '', region, manifest = MANIFEST } = inputs;
  const { capabilities } = providerOf(provider);
  const uses = options.uses ?? actionOf(npx);
  const credentials = credentialSteps(provider, region);
  const planned = found.map((one) => plan(one, options, root));
  const functions = planned.map(({ planned: one }) => one);
  const rollback = workflows.includes('rollback');
  const text = manifestText({ inputs: withoutManifest(inputs), functions, environments, uses, rollback });
  // What is written here is read back by the one reader: a name that cannot stand in the file is told now.
  const names = Object.keys(parseManifest(text, manifest).functions);
  const shared = {
    ...{ functions: names, environments, uses, credentials, build: buildOf(root) },
    manifest: manifest === MANIFEST ? undefined : manifest,
    serviceWide: capabilities.scope === 'service',
  };
  const files = workflows.map((name) => ({ name: `.github/workflows/${name}.yml`, text: workflowText(name, shared) }));
  const todo = [
    ...planned.flatMap(({ todo: some }) => some),
    ...unreadReasons(found),
    ...(uses.startsWith('OWNER/') ? [`Put the repository of this action in the place of OWNER in the files.`] : []),
    ...(workflows.length > 0 ? credentials.todo : []),
    ...(environments.length > 0
      ? [`Write what differs by environment below \`environments\` in ${manifest}, such as \`alias\` or \`region\`.`]
      : []),
    `Try it: versioned-deploy status ${names[0] ?? ''}`,
  ];
  return { files: [{ name: manifest, text }, ...files], todo };
}

const withoutManifest = ({ manifest: _, ...rest }: InitOptions['inputs']): Record<string, string> => rest;

/** One function's row, and what about it is left for a person. */
function plan(
  { name, aliases }: FoundFunction,
  { inputs }: InitOptions,
  root: string,
): { planned: PlannedFunction; todo: string[] } {
  const todo: string[] = [];
  const path = pathOf(name, inputs.path, root);
  if (!existsSync(join(root, path)))
    todo.push(`${name}: there is no ${path} yet. Set \`path\` to what its build makes.`);
  return { planned: { name, path, alias: inputs.alias ?? aliasOf(name, aliases, inputs.provider ?? '', todo) }, todo };
}

/** What could not be read, each reason once. */
function unreadReasons(found: readonly FoundFunction[]): string[] {
  const reasons = [...new Set(found.flatMap(({ problem }) => problem ?? []))];
  return reasons.map((reason) => {
    const names = found.filter(({ problem }) => problem === reason).map(({ name }) => name);
    return `Look whether ${names.join(', ')} and \`alias\` are right: the vendor could not be asked. ${reason}`;
  });
}

function pathOf(name: string, pattern: string | undefined, root: string): string {
  if (pattern) return pattern.replaceAll('{name}', shortName(name));
  return guessPath(root, name) ?? 'dist';
}

/** The usual alias needs no word, and one that is the only one is meant. */
function aliasOf(
  name: string,
  aliases: readonly string[] | undefined,
  provider: string,
  todo: string[],
): string | undefined {
  if (aliases === undefined || aliases.includes('live') || providerOf(provider).capabilities.aliases !== 'many')
    return undefined;
  if (aliases.length === 1) return aliases[0];
  todo.push(
    aliases.length === 0
      ? `${name} has no alias: the first deploy that moves traffic makes \`live\`. Callers must come through it.`
      : `${name} has the aliases ${aliases.join(', ')}. Set \`alias\` to the one that takes live traffic.`,
  );
  return undefined;
}

/** As a workflow names what npx was told to run. */
function actionOf(npx: string | undefined): string {
  const [, repository, ref = 'v1'] = /^github:([\w.-]+\/[\w.-]+)(?:#(\S+))?$/.exec(npx ?? '') ?? [];
  return repository === undefined ? 'OWNER/versioned-deploy@v1' : `${repository}@${ref}`;
}

/** How npm builds this checkout; undefined: it is none of npm's. */
function buildOf(root: string): string | undefined {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return undefined;
  const install = existsSync(join(root, 'package-lock.json')) ? 'npm ci' : 'npm install';
  try {
    const { scripts = {} } = JSON.parse(readFileSync(file, 'utf8')) as { scripts?: Record<string, string> };
    return scripts.build === undefined ? install : `${install} && npm run build`;
  } catch (error) {
    throw new DeployError('input', `package.json could not be read: ${messageOf(error)}`, { next: 'Mend it first.' });
  }
}
