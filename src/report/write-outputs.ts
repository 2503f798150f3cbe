import { appendFileSync } from 'node:fs';
import * as core from '@actions/core';

type Values = Readonly<Record<string, string>>;

/** Writes outputs for the workflow, all at once. An empty one is left out: a workflow reads it as empty all the same. */
export const writeOutputs = (values: Values, env: Readonly<Record<string, string | undefined>>): void =>
  writeValues(values, env.GITHUB_OUTPUT, core.setOutput);

/** Keeps a value for the post step. */
export const keepState = (values: Values, env: Readonly<Record<string, string | undefined>>): void =>
  writeValues(values, env.GITHUB_STATE, core.saveState);

/**
 * `name=value` is the runner's form for a value of one line. One of several lines needs a delimiter that nobody can
 * guess, and with it Node's cryptography, which takes longer to load than all the rest of a refused input:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 */
function writeValues(values: Values, file: string | undefined, several: (name: string, value: string) => void): void {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  const plain = given.filter(([, value]) => file && !/[\r\n]/.test(value));
  if (file && plain.length > 0) appendFileSync(file, plain.map(([name, value]) => `${name}=${value}\n`).join(''));
  for (const entry of given) if (!plain.includes(entry)) several(...entry);
}
