import { appendFileSync } from 'node:fs';
import type { Receipt } from '../core/model.js';
import { escapeProse, inlineCode, truncate } from './escape.js';
import { functionName } from './format.js';
import { headline } from './headline.js';
import { MARKS } from './summary-blocks.js';

/** What earlier steps of the same job leave for later ones: the runner hands its environment on, and nothing else. */
const VARIABLE = 'VERSIONED_DEPLOY_STEPS';
/** A line of a summary, and far from what a runner's environment may hold. */
const MOST_STEPS = 10;

type Env = Readonly<Record<string, string | undefined>>;

/** One of our steps, in the few words of the line. */
interface StepLine {
  mark: string;
  name: string;
  sentence: string;
}

const lineOf = (receipt: Receipt): StepLine => {
  const { mark, sentence } = headline(receipt);
  return { mark: MARKS[mark], name: truncate(functionName(receipt), 60), sentence: truncate(sentence, 80) };
};

/** Any step may write the variable: what is not ours is nothing. */
function earlierSteps(env: Env): StepLine[] {
  try {
    const read: unknown = JSON.parse(env[VARIABLE] ?? '[]');
    return Array.isArray(read) ? read.filter(isStepLine).slice(-MOST_STEPS) : [];
  } catch {
    return [];
  }
}

const isStepLine = (value: unknown): value is StepLine =>
  typeof value === 'object' &&
  value !== null &&
  ['mark', 'name', 'sentence'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

/** All steps of ours in this job so far, this one last. Empty for the first: its summary is about nothing else. */
export function jobLine(receipt: Receipt, env: Env): string {
  const earlier = earlierSteps(env);
  if (earlier.length === 0) return '';
  const steps = [...earlier, lineOf(receipt)].map(
    ({ mark, name, sentence }) =>
      `${escapeProse(truncate(mark, 4))} ${inlineCode(truncate(name, 60))} ${escapeProse(truncate(sentence, 80))}`,
  );
  return `**This job so far:** ${steps.join(' → ')}`;
}

/** Hands this step on to later ones. Throws what the disk says. */
export function keepForLaterSteps(receipt: Receipt, env: Env): void {
  if (!env.GITHUB_ENV) return;
  const steps = [...earlierSteps(env), lineOf(receipt)].slice(-MOST_STEPS);
  // JSON is one line, which is all that the runner's short form takes.
  appendFileSync(env.GITHUB_ENV, `${VARIABLE}=${JSON.stringify(steps)}\n`);
}
