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
    const pieces = piecesOf(pattern);
    const matching = names.filter((name) => pattern === 'all' || matchesName(pieces, name));
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

interface Piece {
  takes(letter: string): boolean;
  /** any number of letters */
  many: boolean;
}

/** `*` and `?` take no slash, as in a shell; `**` does. */
function piecesOf(pattern: string): Piece[] {
  const parts = pattern.match(/\*\*|\[[^\]]+\]|./gsu) ?? [];
  return parts.map((part) => {
    const many = part === '*' || part === '**';
    if (part === '**') return { many, takes: () => true };
    if (many || part === '?') return { many, takes: (letter) => letter !== '/' };
    if (part.length < 3) return { many, takes: (letter) => letter === part };
    const letters = lettersOf(part);
    return { many, takes: (letter) => letters.test(letter) };
  });
}

/** Throws `input` for a range that runs backwards. */
function lettersOf(part: string): RegExp {
  try {
    return new RegExp(part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\'), 'u');
  } catch {
    throw inputError('function', part, 'is not a set of letters.', 'Write it as [a-z], or [!a-z].');
  }
}

/**
 * Follows all ways through the pattern at once. A regular expression tries them one after another, and with some stars
 * there are more of them than time.
 */
function matchesName(pieces: readonly Piece[], name: string): boolean {
  const skipStars = (places: Iterable<number>) => {
    const all = new Set<number>();
    for (let at of places) for (all.add(at); pieces[at]?.many; all.add(at)) at++;
    return all;
  };
  let places = skipStars([0]);
  for (const letter of name) {
    const fitting = [...places].filter((at) => pieces[at]?.takes(letter));
    places = skipStars(fitting.map((at) => (pieces[at]?.many ? at : at + 1)));
  }
  return places.has(pieces.length);
}
