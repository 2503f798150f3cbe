import { problems } from '../../core/problems.js';
import { parseManifest } from './parse-manifest.js';
import { type Asked, type Member, resolveMember } from './resolve-member.js';
import { selectMembers } from './select-members.js';

/**
 * The functions of a manifest with their inputs: those that `given.function` chooses, or all of them. `file` is the
 * name that the sentences say. Pure. Throws one `input` error with every mistake, those of the file with line and column.
 */
export function readManifest(text: string, asked: Asked & { file?: string }): Member[] {
  const manifest = parseManifest(text, asked.file ?? 'versioned-deploy.yml');
  const names = selectMembers(manifest, asked.given.function || 'all');
  const found = problems();
  const members = names.flatMap((name) => found.try(() => resolveMember(manifest, name, asked)) ?? []);
  found.throw();
  return members;
}
