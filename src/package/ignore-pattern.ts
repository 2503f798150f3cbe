import { readClass } from './ignore-class.js';

/**
 * One pattern of gitignore (https://git-scm.com/docs/gitignore), matched in time that grows with pattern times path. A
 * regular expression made of a pattern with many stars tries every way to spread them, and a pull request may bring both
 * the pattern and the path.
 */
export interface IgnorePattern {
  /** `!pattern`: takes back */
  takesBack: boolean;
  /** `path` is relative, with slashes, without one at its end */
  matches(path: string, folder: boolean): boolean;
}

/** One place in a segment. */
type Token = '*' | { takes(letter: string): boolean };
type Segment = '**' | Token[];

/** undefined: a comment, an empty line, or a pattern that git takes for none. */
export function ignorePattern(line: string): IgnorePattern | undefined {
  let text = withoutTrailingBlanks(line);
  if (text.startsWith('#')) return undefined;
  const takesBack = text.startsWith('!');
  if (takesBack) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes('/');
  if (anchored && text.startsWith('/')) text = text.slice(1);
  const segments = text === '' ? undefined : segmentsOf(text);
  if (!segments) return undefined;
  return {
    takesBack,
    matches(path, folder) {
      if (foldersOnly && !folder) return false;
      const parts = path.split('/');
      return anchored ? matchesPath(segments, parts) : matchesName(segments, parts.at(-1) ?? '');
    },
  };
}

/** Blanks at the end do not count, unless a backslash stands before them. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  let slashes = 0;
  while (line[end - 1 - slashes] === '\\') slashes++;
  return end < line.length && slashes % 2 === 1 ? line.slice(0, end + 1) : line.slice(0, end);
}

/** undefined: it can match nothing (a class without an end, a backslash at the end). */
function segmentsOf(text: string): Segment[] | undefined {
  const letters = Array.from(text);
  const segments: Segment[] = [[]];
  for (let at = 0; at < letters.length; at++) {
    const tokens = segments.at(-1) as Token[];
    if (letters[at] === '\\' && letters[at + 1] === '/') at++;
    if (letters[at] === '/') {
      segments.push([]);
      continue;
    }
    const from = at;
    while (letters[from] === '*' && letters[at + 1] === '*') at++;
    // Two stars are more than one where nothing stands beside them.
    if (at > from && tokens.length === 0 && (letters[at + 1] ?? '/') === '/') {
      segments[segments.length - 1] = '**';
      continue;
    }
    const one = readToken(letters, at);
    if (!one) return undefined;
    tokens.push(one.token);
    at = one.end;
  }
  return segments;
}

function readToken(letters: readonly string[], at: number): { token: Token; end: number } | undefined {
  const letter = letters[at];
  if (letter === '*') return { token: '*', end: at };
  if (letter === '?') return { token: { takes: () => true }, end: at };
  if (letter === '[') {
    const found = readClass(letters, at);
    return found && { token: found, end: found.end };
  }
  const end = letter === '\\' ? at + 1 : at;
  const literal = letters[end];
  return literal === undefined ? undefined : { token: { takes: (one) => one === literal }, end };
}

/** Without a slash, `**` is a star like any other. */
function matchesName([segment = []]: Segment[], name: string): boolean {
  return segment === '**' || matchesSegment(segment, name);
}

function matchesSegment(tokens: Token[], name: string): boolean {
  return spread(
    tokens,
    Array.from(name),
    (token) => token === '*',
    (token, letter) => token !== '*' && token.takes(letter),
  );
}

/** `**` at the end stands for what is inside, so for one part at least. */
function matchesPath(segments: Segment[], parts: string[]): boolean {
  const inside = segments.at(-1) === '**' && segments.length > 1;
  const needed: Segment[] = inside ? [...segments, ['*']] : segments;
  return spread(
    needed,
    parts,
    (segment) => segment === '**',
    (segment, part) => segment !== '**' && matchesSegment(segment, part),
  );
}

/** Do the stars of a pattern, each of which stands for any number of pieces, make it the whole? Goes back to the last star only. */
function spread<P, T>(
  pattern: P[],
  pieces: T[],
  isStar: (one: P) => boolean,
  fits: (one: P, piece: T) => boolean,
): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let piece = 0; piece < pieces.length; ) {
    const one = pattern[at];
    if (at < pattern.length && isStar(one as P)) {
      star = at++;
      resume = piece;
    } else if (at < pattern.length && fits(one as P, pieces[piece] as T)) {
      at++;
      piece++;
    } else if (star >= 0) {
      at = star + 1;
      piece = ++resume;
    } else return false;
  }
  while (at < pattern.length && isStar(pattern[at] as P)) at++;
  return at === pattern.length;
}
