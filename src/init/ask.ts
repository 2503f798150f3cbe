import { createInterface } from 'node:readline/promises';
import { DeployError, inputError, messageOf } from '../core/errors.js';
import { INPUTS } from '../inputs/index.js';
import { parseValue } from '../inputs/manifest/check-value.js';
import { readBy } from '../inputs/read-by.js';
import { isProviderName, PROVIDERS, providers } from '../providers/index.js';
import { type InitOptions, listOf, WORKFLOWS, type WorkflowName } from './options.js';

/** Puts one question to a person; an empty answer is the proposal. */
export type Ask = (question: string, proposal?: string) => Promise<string>;

/** Asks in a terminal. Rejects when the run is told to stop. */
export async function withQuestions<T>(
  terminal: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal },
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const lines = createInterface({ input: terminal.input, output: terminal.output });
  // Ctrl-C and the end of the input come to whoever reads the lines.
  const stop = new AbortController();
  lines.on('SIGINT', () => stop.abort()).on('close', () => stop.abort());
  const signal = AbortSignal.any([terminal.signal, stop.signal]);
  const ask: Ask = async (question, proposal) => {
    const shown = proposal === undefined ? '' : ` [${proposal}]`;
    const answer = await lines.question(`${question}${shown} `, { signal }).catch((cause: unknown) => {
      throw new DeployError('interrupted', 'Nobody answered, and nothing more was written.', { cause });
    });
    return answer.trim() || (proposal ?? '');
  };
  try {
    return await work(ask);
  } finally {
    lines.close();
  }
}

/** Completes what was not said by flags. `ask` absent: what must be known and is not ends it. Throws `input`. */
export async function completeOptions(
  options: InitOptions,
  env: Readonly<Record<string, string | undefined>>,
  ask: Ask | undefined,
): Promise<InitOptions> {
  const inputs = { ...options.inputs };
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || env.ALIBABA_CLOUD_REGION_ID || undefined;
  if (!ask) {
    refuseMissing(options);
    // Written down: a workflow and a colleague have another environment.
    if (region !== undefined && reads(inputs.provider ?? '', 'region')) inputs.region ??= region;
    return { ...options, inputs };
  }
  inputs.provider ??= await askUntil(ask, `Provider (${PROVIDERS.join(', ')})?`, 'provider');
  if (reads(inputs.provider, 'region')) {
    inputs.region ??= (await ask('Region?', region)) || undefined;
  }
  if (reads(inputs.provider, 'fc2.service')) inputs['fc2.service'] ??= await askUntil(ask, 'Service?', 'fc2.service');
  const functions =
    options.functions ??
    listOf(await askUntil(ask, 'Functions, with commas between (shop-* and all work, too)?', 'function'));
  inputs.path ??= await ask('Where is what each one ships? {name} stands for the function; empty: look for it.');
  const environments = options.environments ?? listOf(await ask('Environments, the usual one first; empty: none.'));
  const workflows = options.workflows ?? (await askWorkflows(ask));
  return { ...options, inputs, functions, environments, workflows };
}

function refuseMissing({ inputs: { provider }, functions }: InitOptions): void {
  if (provider === undefined) {
    throw inputError('provider', '', 'is missing, and `init` needs it.', `Write --provider ${PROVIDERS.join('|')}.`);
  }
  if (functions === undefined) {
    const next =
      'Name the functions: init checkout cart --provider …; `all` and patterns such as shop-* ask the vendor.';
    throw inputError('function', '', 'is missing, and `init` needs it.', next);
  }
}

/** Asks again until there is an answer that the input takes. */
async function askUntil(ask: Ask, question: string, name: string): Promise<string> {
  let why = '';
  for (;;) {
    const answer = await ask(why + question);
    if (answer === '') continue;
    try {
      parseValue(name, answer);
      return answer;
    } catch (error) {
      why = `${messageOf(error)} `;
    }
  }
}

async function askWorkflows(ask: Ask): Promise<WorkflowName[]> {
  const names = listOf(await ask('Workflows (or none)?', WORKFLOWS.join(', '))) ?? [];
  return WORKFLOWS.filter((name) => names.includes(name));
}

const reads = (provider: string, name: string): boolean =>
  INPUTS.some((input) => input.name === name) &&
  isProviderName(provider) &&
  readBy(name, provider, providers[provider].capabilities);
