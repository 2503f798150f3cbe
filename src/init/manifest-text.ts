import { stringify } from 'yaml';
import { providerOf } from '../providers/index.js';

/** One function as the file will have it. */
export interface PlannedFunction {
  /** the vendor's name */
  name: string;
  path: string;
  /** absent: the usual one */
  alias?: string;
}

export interface ManifestPlan {
  /** inputs that are true of all: provider, region, … */
  inputs: Readonly<Record<string, string>>;
  functions: readonly PlannedFunction[];
  environments: readonly string[];
  /** `owner/name@ref` */
  uses: string;
  /** is there a workflow that rolls back? */
  rollback: boolean;
}

/** What a function is called in the file: the vendor's name without its project or account. */
export const shortName = (name: string): string => name.split(/[/:]/).at(-1) ?? name;

/** The text of `versioned-deploy.yml`. */
export function manifestText({ inputs, functions, environments, uses, rollback }: ManifestPlan): string {
  const alias = commonAlias(functions);
  const { path: _, alias: __, ...flat } = inputs;
  const aliases = providerOf(inputs.provider ?? '').capabilities.aliases === 'many';
  const file = {
    ...(environments[0] === undefined ? {} : { 'default-environment': environments[0] }),
    defaults: {
      ...nested(flat),
      ...(alias === undefined ? {} : { alias }),
      ...(rollback ? { 'rollback-workflow': 'rollback.yml' } : {}),
      retention: { keep: 10, ...(aliases ? { previews: '14d' } : {}) },
    },
    functions: Object.fromEntries(
      functions.map((one) => [keyOf(one, functions), functionOf(one, { all: functions, alias, aliases })]),
    ),
    ...(environments.length === 0 ? {} : { environments: Object.fromEntries(environments.map((name) => [name, {}])) }),
  };
  return `${head(uses)}\n${stringify(file, { lineWidth: 0 })}`;
}

function head(uses: string): string {
  const about = '# Which functions there are, and what each of them takes: docs/manifest.md of Versioned Deploy.';
  const [, repository, ref] = /^([\w.-]+\/[\w.-]+)@(\S+)$/.exec(uses) ?? [];
  if (repository === undefined) return about;
  const schema = `https://raw.githubusercontent.com/${repository}/${ref}/schema/versioned-deploy.schema.json`;
  return `# yaml-language-server: $schema=${schema}\n${about}`;
}

/** Two functions of different projects may have one short name. */
function keyOf({ name }: PlannedFunction, all: readonly PlannedFunction[]): string {
  const short = shortName(name);
  return all.filter((other) => shortName(other.name) === short).length === 1 ? short : name;
}

function functionOf(
  one: PlannedFunction,
  { all, alias, aliases }: { all: readonly PlannedFunction[]; alias?: string; aliases: boolean },
) {
  return {
    ...(keyOf(one, all) === one.name ? {} : { function: one.name }),
    path: one.path,
    // Where there are no aliases, a function of its own holds the preview.
    ...(aliases ? {} : { preview: { function: `${one.name}-pr-{number}` } }),
    ...(one.alias === undefined || one.alias === alias ? {} : { alias: one.alias }),
  };
}

/** The alias that all of them have; undefined: they differ, or have the usual one. */
function commonAlias(functions: readonly PlannedFunction[]): string | undefined {
  const [first] = functions;
  return functions.every(({ alias }) => alias === first?.alias) ? first?.alias : undefined;
}

/** `invoke.url: x` → `invoke: {url: x}` */
function nested(inputs: Readonly<Record<string, string>>): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(inputs)) {
    const [map = name, key] = name.split('.');
    if (key === undefined) tree[map] = value;
    else tree[map] = { ...(tree[map] as object | undefined), [key]: value };
  }
  return tree;
}
