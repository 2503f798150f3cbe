import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What is known of the workflow that `rollback-workflow` names. */
export interface RollbackWorkflow {
  /** the inputs of its `workflow_dispatch`; absent: this job has no checkout to look into */
  inputs?: readonly string[];
  /** it says where to work itself, and reads no versioned-deploy.yml */
  namesProvider?: boolean;
  /** why its line may not do what it says: a sentence */
  problem?: string;
}

const FOLDER = join('.github', 'workflows');

/**
 * Looks into the workflow in the workspace: which inputs it takes, and whether it is about this function at all. The
 * library that reads YAML is loaded here only.
 */
export async function readRollbackWorkflow(
  name: string,
  workspace: string | undefined,
  functionNames: readonly string[],
): Promise<RollbackWorkflow> {
  if (!workspace || !existsSync(join(workspace, FOLDER))) return {};
  const file = `${FOLDER.replaceAll('\\', '/')}/${basename(name)}`;
  const path = join(workspace, FOLDER, basename(name));
  if (!existsSync(path)) return { problem: `\`rollback-workflow\`: there is no ${file} in this checkout.` };
  const text = readFileSync(path, 'utf8');
  const inputs = await dispatchInputs(text);
  if (!inputs) return { problem: `${file} cannot be started by hand: it has no \`workflow_dispatch\`.` };
  if (!inputs.includes('version')) {
    return { inputs, problem: `${file} has no input \`version\`, so it goes back to whatever was live before.` };
  }
  const own = /^\s*provider\s*:/m.test(text) ? { namesProvider: true } : {};
  const known = functionNames.filter((one) => one !== '');
  if (inputs.includes('function') || known.some((one) => text.includes(one))) return { inputs, ...own };
  return {
    inputs,
    problem: `${file} has no input \`function\` and does not name ${known[0]}: it may roll back another one.`,
  };
}

/** undefined: it cannot be started by hand, or is no YAML. */
async function dispatchInputs(text: string): Promise<string[] | undefined> {
  const { parse } = await import('yaml');
  let on: unknown;
  try {
    on = (parse(text) as { on?: unknown } | null)?.on;
  } catch {
    return undefined;
  }
  if (on === 'workflow_dispatch') return [];
  if (Array.isArray(on)) return on.includes('workflow_dispatch') ? [] : undefined;
  if (typeof on !== 'object' || on === null || !('workflow_dispatch' in on)) return undefined;
  const dispatch = on.workflow_dispatch as { inputs?: Record<string, unknown> } | null;
  return Object.keys(dispatch?.inputs ?? {});
}
