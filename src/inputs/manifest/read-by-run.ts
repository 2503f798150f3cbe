import { DeployError } from '../../core/errors.js';
import { OPERATIONS, type OperationName } from '../../core/operation-names.js';
import type { Problems } from '../../core/problems.js';
import { isProviderName, providers } from '../../providers/index.js';
import type { GivenInputs } from '../expand-maps.js';
import { INPUTS } from '../index.js';
import { readBy } from '../read-by.js';
import { type MergedEntry, removeNames } from './merge-layers.js';
import { errorAt } from './problem-at.js';
import type { Manifest } from './types.js';

interface Run {
  manifest: Manifest;
  merged: Readonly<Record<string, MergedEntry>>;
  given: GivenInputs;
  /** its name; empty when it is not known */
  provider: string;
  found: Problems;
}

/**
 * What this run reads of what the file says. The file says what there is; a rollback does not care for `path`, and a
 * deploy that moves no traffic has no use for a probe. What is given to the step itself is checked as always.
 */
export function dropUnread(run: Run): Record<string, MergedEntry> {
  const { merged, given, provider } = run;
  const operation = operationOf(given);
  const kept = Object.fromEntries(Object.entries(merged).filter(([name]) => isRead(name, operation)));
  if (isProviderName(provider)) dropForeign(kept, run);
  const has = (name: string) => (given[name] || kept[name]?.value || 'false') !== 'false';
  if (operation === 'deploy' && !has('switch') && !has('rollout')) removeNames(kept, ['probe', 'metrics', 'gate']);
  if (given.version) removeNames(kept, ['path']);
  if (operation === 'diff' && given.against && !/^(live|\d+)$/.test(given.against)) removeNames(kept, ['path']);
  dropAlone(kept, given);
  return kept;
}

/** The operation of this run; one that does not exist is refused later, with the whole list. */
export const operationOf = ({ operation }: GivenInputs): OperationName => (operation || 'deploy') as OperationName;

/** Does the operation read the input? */
export function isRead(name: string, operation: OperationName): boolean {
  const input = INPUTS.find((one) => one.name === name);
  return !OPERATIONS.includes(operation) || input?.operations.includes(operation) === true;
}

/** What another provider reads is left out where it is shared, and a mistake where the function itself says so. */
function dropForeign(kept: Record<string, MergedEntry>, { manifest, provider, found }: Run): void {
  if (!isProviderName(provider)) return;
  const { capabilities } = providers[provider];
  for (const [name, entry] of Object.entries(kept)) {
    const alias = name === 'alias' && capabilities.aliases !== 'many' && entry.value !== capabilities.aliases.fixed;
    if (readBy(name, provider, capabilities) && !alias) continue;
    if (entry.own) {
      const error = new DeployError('input', `The provider ${provider} does not read \`${name}\`.`, {
        next: 'Take it out, or put what several functions share into `defaults`.',
      });
      found.add(errorAt(manifest.file, entry.place, error));
    }
    delete kept[name];
  }
}

/** What only says more about another input is left out where that one is not read. */
function dropAlone(kept: Record<string, MergedEntry>, given: GivenInputs): void {
  for (const name of Object.keys(kept)) {
    const needs = INPUTS.find((one) => one.name === name)?.onlyWith;
    if (needs && !needs.some((other) => given[other] || kept[other])) delete kept[name];
  }
}
