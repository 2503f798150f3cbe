import { parseArgs } from 'node:util';
import { didYouMean } from '../core/did-you-mean.js';
import { inputError } from '../core/errors.js';
import { problems } from '../core/problems.js';
import { parseValue } from '../inputs/manifest/check-value.js';

/** Inputs that the file is begun with. */
const INPUT_FLAGS = [
  ...['provider', 'region', 'alias', 'path', 'bucket', 'endpoint', 'manifest'],
  ...['fc2.service', 'fc2.account-id', 'invoke.url', 'invoke.execution-url', 'invoke.project'],
] as const;
const OWN_FLAGS = ['function', 'environments', 'workflows', 'uses'] as const;
const SWITCHES = ['force', 'dry-run'] as const;
const VALUED = [...INPUT_FLAGS, ...OWN_FLAGS];
const ALL = [...VALUED, ...SWITCHES];

export const WORKFLOWS = ['deploy', 'rollback', 'preview', 'cleanup'] as const;
export type WorkflowName = (typeof WORKFLOWS)[number];

/** What a person asked for; undefined: not said. */
export interface InitOptions {
  /** inputs by name: provider, region, … */
  inputs: Partial<Record<(typeof INPUT_FLAGS)[number], string>>;
  /** names and patterns */
  functions?: string[];
  environments?: string[];
  workflows?: WorkflowName[];
  /** `owner/name@ref` of this action */
  uses?: string;
  force: boolean;
  dryRun: boolean;
}

/** Reads the words behind `init`; those without a flag are functions. Throws `input` with all that is wrong. */
export function readOptions(argv: readonly string[]): InitOptions {
  const found = problems();
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries([
      ...VALUED.map((name) => [name, { type: 'string' }] as const),
      ...SWITCHES.map((name) => [name, { type: 'boolean' }] as const),
    ]),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const { name, value } of tokens.filter(({ kind }) => kind === 'option') as FlagToken[])
    found.try(() => checkFlag(name, value));
  const text = (name: string) => (typeof values[name] === 'string' ? values[name].trim() : undefined) || undefined;
  const inputs = Object.fromEntries(INPUT_FLAGS.flatMap((name) => (text(name) ? [[name, text(name)]] : [])));
  for (const [name, value = ''] of Object.entries(inputs)) found.try(() => parseValue(name, value));
  const workflows = listOf(text('workflows'));
  for (const name of workflows ?? []) found.try(() => refuseUnknownWorkflow(name));
  const uses = text('uses');
  if (uses !== undefined && !/^(\.\/\S*|[\w.-]+\/[\w.-]+(\/\S+)?@\S+)$/.test(uses)) {
    found.add(inputError('uses', uses, 'is not the name of an action.', 'Write OWNER/versioned-deploy@v1.'));
  }
  found.throw();
  const functions = [...(listOf(positionals.join(',')) ?? []), ...(listOf(text('function')) ?? [])];
  return {
    inputs,
    functions: functions.length > 0 ? functions : undefined,
    environments: listOf(text('environments')),
    workflows: workflows?.filter((name): name is WorkflowName => name !== 'none'),
    uses,
    force: values.force === true,
    dryRun: values['dry-run'] === true,
  };
}

interface FlagToken {
  name: string;
  value?: string;
}

function checkFlag(name: string, value: string | undefined): void {
  if (!ALL.some((one) => one === name)) throw unknownFlag(name);
  if (value !== undefined || !VALUED.some((one) => one === name)) return;
  throw inputError(name, '', 'has no value.', `Write --${name} VALUE.`);
}

function unknownFlag(name: string) {
  const next = `${didYouMean(name, ALL)}Use: ${ALL.map((one) => `--${one}`).join(', ')}.`;
  return inputError(name, '', 'there is no such flag of `init`.', next);
}

function refuseUnknownWorkflow(name: string): void {
  if (name === 'none' || (WORKFLOWS as readonly string[]).includes(name)) return;
  const next = `${didYouMean(name, WORKFLOWS)}Use some of: ${WORKFLOWS.join(', ')}; or none.`;
  throw inputError('workflows', name, 'is not a workflow that `init` writes.', next);
}

/** Parts between commas. */
export const listOf = (text: string | undefined): string[] | undefined =>
  text
    ?.split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
