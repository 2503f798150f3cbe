import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expandMaps, type GivenInputs } from './expand-maps.js';
import type { CompleteInputs, ManifestHost } from './manifest/types.js';

/** The file that says what there is, at the root of the workspace. */
export const MANIFEST = 'versioned-deploy.yml';

/**
 * Takes maps apart, and adds what the file says. A step that names its `provider` says all of it itself, and a printed
 * command does: no file is looked for then, unless `manifest` names it. More than one: the same operation is asked for several
 * functions. Throws `input`.
 */
export async function completeInputs(given: GivenInputs, host: ManifestHost): Promise<CompleteInputs[]> {
  const { manifest = '', 'release.members': members, ...inputs } = await expandMaps(given);
  if (members) return (await import('./release-members.js')).completeMembers(members, inputs);
  if (manifest === '' && inputs.provider) return [{ inputs, origins: {} }];
  const root = host.checkout?.() ?? host.workspace;
  const file = resolve(root, manifest || MANIFEST);
  if (manifest === '' && !existsSync(file)) return [{ inputs, origins: {} }];
  const { readMembers } = await import('./manifest/read-member.js');
  return readMembers(inputs, { ...host, root, file, named: manifest });
}

/** The nearest folder with the file, from here up to the root of the repository; else that root, or `from`. */
export function findCheckout(from: string): string {
  for (let folder = from; ; folder = resolve(folder, '..')) {
    if (existsSync(join(folder, MANIFEST)) || existsSync(join(folder, '.git'))) return folder;
    if (folder === resolve(folder, '..')) return from;
  }
}
