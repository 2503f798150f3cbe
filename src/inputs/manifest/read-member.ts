import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { type DeployError, inputError } from '../../core/errors.js';
import { problems } from '../../core/problems.js';
import type { GivenInputs } from '../expand-maps.js';
import { refuseUnknownInputs } from '../refuse-unknown.js';
import { parseValue } from './check-value.js';
import { parseManifest } from './parse-manifest.js';
import { type Member, resolveMember } from './resolve-member.js';
import { namesOne, selectMembers, unknownFunction } from './select-members.js';
import type { CompleteInputs, Manifest, ManifestHost } from './types.js';

interface FileHost extends ManifestHost {
  /** absolute: what `path` is relative to */
  root: string;
  /** absolute */
  file: string;
  /** as `manifest` named it; empty: it was found */
  named: string;
}

/** Reads the file, and completes the inputs of each function that they name. Throws `input` with all mistakes. */
export function readMembers(given: GivenInputs, host: FileHost): CompleteInputs[] {
  const found = problems();
  found.try(() => refuseUnknownInputs(given));
  const manifest = found.try(() => parseManifest(readText(host), fileName(host)));
  // With a provider, what is not in the file is complete as it is given.
  if (manifest && given.provider && given.function && !Object.hasOwn(manifest.functions, given.function)) {
    found.throw();
    return [{ inputs: given, origins: {} }];
  }
  const members = manifest && found.try(() => resolveNamed(manifest, given, host));
  // What is complete is looked at as a whole; otherwise this is the time to say what is wrong with the rest, too.
  if (!members) for (const [name, text] of Object.entries(given)) found.try(() => parseValue(name, text));
  found.throw();
  if (!manifest || !members) throw found.error();
  return members.map(({ inputs, origins, environment, name }) => {
    if (host.recordsNothing) delete inputs.environment;
    // Seen from a terminal, where a path begins at the root of all.
    if (origins.path && inputs.path && host.root !== host.workspace) inputs.path = resolve(host.root, inputs.path);
    return { inputs, origins, member: { file: manifest.file, name, environment } };
  });
}

function resolveNamed(manifest: Manifest, given: GivenInputs, { env }: FileHost): Member[] {
  const name = given.function?.trim() ?? '';
  const names = Object.keys(manifest.functions).join(', ');
  if (name === '') {
    throw inputError('function', '', 'is missing.', `${manifest.file} has: ${names}.`);
  }
  if (Object.hasOwn(manifest.functions, name)) return [resolveMember(manifest, name, { given, env })];
  if (namesOne(name)) throw unknownFunction(manifest, name);
  const found = problems();
  const members = selectMembers(manifest, name).flatMap(
    (one) => found.try(() => resolveMember(manifest, one, { given, env })) ?? [],
  );
  found.throw();
  return members;
}

/** As sentences say it: seen from the workspace. */
function fileName({ root, file }: FileHost): string {
  const name = relative(root, file);
  return (name.startsWith('..') || isAbsolute(name) ? file : name).replaceAll('\\', '/');
}

/** A manifest has some kilobytes; what is bigger is something else. */
const MOST_BYTES = 4 * 1024 ** 2;

function readText({ workspace, file, named }: FileHost): string {
  const input = named === '' ? 'versioned-deploy.yml' : named;
  let bytes: Buffer;
  try {
    const inside = relative(realpathSync(workspace), realpathSync(file));
    if (inside.startsWith('..') || isAbsolute(inside)) {
      throw inputError('manifest', input, 'leads out of the workspace.', 'Name a file in the checkout.');
    }
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException & DeployError;
    if (code === undefined) throw error;
    const next = 'Name a file in the checkout, and check out before this step.';
    throw inputError('manifest', input, code === 'ENOENT' ? 'does not exist.' : `could not be read (${code}).`, next);
  }
  if (bytes.length <= MOST_BYTES) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  throw inputError('manifest', input, 'is bigger than 4 MiB.', 'Name the file that lists the functions.');
}
