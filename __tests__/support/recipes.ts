import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { type Inputs, ROOT } from './run-dist.js';

/** A step of a recipe, as it stands on the page. */
export interface Step {
  id?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** One recipe of docs/recipes.md. */
export interface Recipe {
  /** the parsed YAML: a whole workflow, a list of steps, or a part */
  yaml: unknown;
  /** all steps, in order */
  steps: Step[];
  /** `with:` of the steps that use this action */
  ours: Record<string, unknown>[];
}

const USES = 'OWNER/versioned-deploy@v1';

/** The recipe below this heading. Throws when the page has none, so that a renamed recipe is noticed. */
export function recipe(heading: string): Recipe {
  const page = readFileSync(path.join(ROOT, 'docs', 'recipes.md'), 'utf8').replaceAll('\r\n', '\n');
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const block = section && /^```yaml\n([\s\S]*?)^```/m.exec(section)?.[1];
  if (!block) throw new Error(`docs/recipes.md has no recipe "${heading}".`);
  const yaml: unknown = parse(block);
  const steps = [...stepsOf(yaml)];
  return { yaml, steps, ours: steps.flatMap((step) => (step.uses === USES ? [step.with ?? {}] : [])) };
}

function* stepsOf(node: unknown): Generator<Step> {
  if (typeof node !== 'object' || node === null) return;
  if ('uses' in node || 'run' in node) yield node as Step;
  else for (const child of Object.values(node)) yield* stepsOf(child);
}

/**
 * `with:` as a runner hands it on: every value a text, expressions replaced. `values`: what an expression stands for;
 * one that is not among them is an error.
 */
export function given(inputs: Record<string, unknown> | undefined, values: Record<string, string> = {}): Inputs {
  if (!inputs) throw new Error('The recipe has fewer steps than the test expects.');
  const fill = (text: string) =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      const value = values[expression];
      if (value === undefined) throw new Error(`Nothing stands for \${{ ${expression} }}.`);
      return value;
    });
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, fill(String(value))]));
}

/** The same with each wait cut short: what takes minutes on the page takes seconds in a test. */
export function hurried({ rollout, ...rest }: Inputs): Inputs {
  const inputs: Inputs = { ...rest };
  if (rollout !== undefined) inputs.rollout = rollout.replace(/:\w+/g, ':1s').replace(/-\d+m$/, '-1s');
  if (rest.probe === undefined) return inputs;
  inputs.probe = stringify({ ...parse(rest.probe), interval: '200ms' });
  // A few probes instead of dozens: each is a process in the sandbox.
  return { ...inputs, 'gate.detect': '40%' };
}
