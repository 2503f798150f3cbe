/** A setting of a function that is not the same on both sides. Values only where they cannot be secret. */
export interface SettingChange {
  /** as the vendor names it: "Timeout", "EphemeralStorage.Size" */
  name: string;
  before?: string;
  after?: string;
}

export interface VariableChange {
  name: string;
  change: 'added' | 'removed' | 'changed';
}

/** What differs between the configurations of two versions. Of variables it has names, never values. */
export interface ConfigurationDiff {
  settings: SettingChange[];
  variables: VariableChange[];
  /** the variables of one side or both cannot be read: they may differ, too */
  unreadable?: true;
  /** both sides have the same code */
  sameCode?: true;
}

export interface ConfigurationRules {
  /** Does a setting say nothing of what the function does? `depth` is 0 at the top. */
  ignores(name: string, depth: number): boolean;
  /** where the variables of the environment are: "Environment.Variables" */
  variables: string;
}

/**
 * Compares two configurations as a vendor answers them. Every setting that is not known to say nothing counts, so that
 * one which is new tomorrow counts too. Null, an empty text, list or map are how different answers say "not set".
 */
export function compareConfigurations(before: object, after: object, rules: ConfigurationRules): ConfigurationDiff {
  const [old, now] = [settingsOf(before, rules), settingsOf(after, rules)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const changed = names.filter((name) => old.get(name)?.text !== now.get(name)?.text);
  const prefix = `${rules.variables}.`;
  const isVariable = (name: string) => name.startsWith(prefix);
  return {
    settings: changed
      .filter((name) => !isVariable(name))
      .map((name) => settingChange(name, old.get(name), now.get(name))),
    variables: changed.filter(isVariable).map((name) => ({
      name: name.slice(prefix.length),
      change: !old.has(name) ? 'added' : now.has(name) ? 'changed' : 'removed',
    })),
  };
}

/** Is there nothing that differs, or may differ? */
export const isSameConfiguration = ({ settings, variables, unreadable }: ConfigurationDiff): boolean =>
  settings.length === 0 && variables.length === 0 && !unreadable;

interface Setting {
  text: string;
  value: unknown;
}

/** Each setting by its path. */
function settingsOf(configuration: object, { ignores, variables }: ConfigurationRules): Map<string, Setting> {
  const found = new Map<string, Setting>();
  const add = (value: unknown, path: string[]): void => {
    const name = path.join('.');
    // Names of variables are the user's own, and an empty one is set.
    const isVariable = name.startsWith(`${variables}.`);
    if (isPlainObject(value) && !isVariable) {
      for (const [key, inner] of Object.entries(value)) {
        if (name === variables || !ignores(key, path.length)) add(inner, [...path, key]);
      }
      return;
    }
    const text = isVariable ? JSON.stringify(value) : canonical(value, ignores);
    if (text !== '') found.set(name, { text, value });
  };
  add(configuration, []);
  return found;
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same text for the same value; `''` for what is not set. */
function canonical(value: unknown, ignores: ConfigurationRules['ignores']): string {
  if (value === undefined || value === null || value === '') return '';
  if (Array.isArray(value)) {
    return value.length > 0 ? `[${value.map((one) => canonical(one, ignores)).join()}]` : '';
  }
  if (!isPlainObject(value)) return JSON.stringify(value);
  const parts = Object.entries(value)
    .filter(([key]) => !ignores(key, Number.POSITIVE_INFINITY))
    .map(([key, inner]) => [key, canonical(inner, ignores)] as const)
    .filter(([, text]) => text !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return `{${parts.join()}}`;
}

/** Texts of these are no secrets; numbers and yes-or-no never are. */
const PUBLIC = /(?:^|\.)(?:runtime|handler|architectures|mode|applyOn|logFormat|\w*logLevel)$/i;

function settingChange(name: string, before: Setting | undefined, after: Setting | undefined): SettingChange {
  const [old, now] = [publicText(name, before), publicText(name, after)];
  const hidden = (before && old === undefined) || (after && now === undefined);
  return hidden ? { name } : { name, before: old, after: now };
}

function publicText(name: string, setting: Setting | undefined): string | undefined {
  const [value, ...more] = Array.isArray(setting?.value) ? setting.value : [setting?.value];
  if (more.length > 0) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && PUBLIC.test(name) ? value : undefined;
}

/** "Timeout 3 → 7, Layers, 2 variables"; `''`: nothing differs. */
export function configurationText({ settings, variables, unreadable }: ConfigurationDiff): string {
  const count = variables.length;
  return [
    ...settings.map(settingText),
    ...(count > 0 ? [`${count} ${count === 1 ? 'variable' : 'variables'}`] : []),
    ...(unreadable ? [UNREADABLE] : []),
  ].join(', ');
}

const UNREADABLE = 'perhaps variables, which cannot be read here';

/** The same one by one, with the names of the variables: "Timeout 3 → 7", "variable STAGE added". */
export function configurationFacts({ settings, variables, unreadable }: ConfigurationDiff): string[] {
  return [
    ...settings.map(settingText),
    ...variables.map(({ name, change }) => `variable ${name} ${change}`),
    ...(unreadable ? [UNREADABLE] : []),
  ];
}

function settingText({ name, before, after }: SettingChange): string {
  if (before === undefined && after === undefined) return name;
  return `${name} ${before ?? 'unset'} → ${after ?? 'unset'}`;
}
