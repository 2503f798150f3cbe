import { didYouMean } from '../../core/did-you-mean.js';
import { inputError } from '../../core/errors.js';
import type { Manifest } from './types.js';

/** Does the text name one function and nothing else: no list, no pattern, not `all`? */
export const namesOne = (text: string): boolean => text.trim() !== 'all' && !/[,\n*?[\]{}]|^!/.test(text.trim());

/**
 * The functions that `function` chooses, in the order of the file: names, patterns (`api-*`, `?`, `[ab]`), `all`, one per
 * line or separated by commas; `!name` takes away again. Throws `input` when a part chooses none.
 */
export function selectMembers(manifest: Pick<Manifest, 'file' | 'functions'>, patterns: string): string[] {
  const names = Object.keys(manifest.functions);
  const chosen = new Set<string>();
  for (const part of patterns.split(/[,\n]/).map((one) => one.trim().replace(/^- /, ''))) {
    if (part === '') continue;
    const without = part.startsWith('!');
    const pattern = without ? part.slice(1).trim() : part;
    const matching = names.filter((name) => pattern === 'all' || matcher(pattern).test(name));
    if (matching.length === 0) throw unknownFunction(manifest, pattern);
    for (const name of matching) {
      if (without) chosen.delete(name);
      else chosen.add(name);
    }
  }
  if (chosen.size > 0) return names.filter((name) => chosen.has(name));
  throw inputError('function', patterns.trim(), 'chooses none.', `Name some of: ${names.join(', ')}; or \`all\`.`);
}

/** A name that is not in the file, answered with those that are. */
export function unknownFunction({ file, functions }: Pick<Manifest, 'file' | 'functions'>, name: string) {
  const names = Object.keys(functions);
  const next = `${didYouMean(name, names)}Use one of: ${names.join(', ')}; or give \`provider\` too, and the file is not read.`;
  return inputError('function', name, `is not in ${file}.`, next);
}

/** `*` and `?` take no slash, as in a shell; `**` does. */
function matcher(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|\*|\?|\[[^\]]+\]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.length > 2 ? part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\') : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
