/** Classes of gitignore: `[a-z]`, `[!a]`, `[[:alpha:]]`. */

type Rule = (letter: string) => boolean;

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z0-9]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  cntrl: /\p{Cc}/u,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[\da-f]/i,
};

export interface LetterClass {
  takes: Rule;
  /** where its `]` stands */
  end: number;
}

/** The class that begins at `start`. undefined: it has no end, or names a class that does not exist. */
export function readClass(letters: readonly string[], start: number): LetterClass | undefined {
  const negated = letters[start + 1] === '!' || letters[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  const rules: Rule[] = [];
  let at = first;
  // A bracket that comes first is a letter like others.
  while (at === first || letters[at] !== ']') {
    const one = readNamed(letters, at) ?? readRange(letters, at);
    if (!one.rule) return undefined;
    rules.push(one.rule);
    at = one.next;
  }
  return { takes: (letter) => rules.some((rule) => rule(letter)) !== negated, end: at };
}

interface Member {
  rule?: Rule;
  next: number;
}

function readNamed(letters: readonly string[], at: number): Member | undefined {
  if (letters[at] !== '[' || letters[at + 1] !== ':') return undefined;
  const end = letters.indexOf(']', at + 2);
  if (end < 0 || letters[end - 1] !== ':') return undefined;
  const posix = POSIX[letters.slice(at + 2, end - 1).join('')];
  return { rule: posix && ((letter) => posix.test(letter)), next: end + 1 };
}

function readRange(letters: readonly string[], at: number): Member {
  const low = readLetter(letters, at);
  const isRange = letters[low.next] === '-' && letters[low.next + 1] !== ']';
  const high = isRange ? readLetter(letters, low.next + 1) : low;
  if (low.code === undefined || high.code === undefined) return { next: high.next };
  const [from, to] = [low.code, high.code];
  // To git a range that runs backwards is its first letter.
  const rule: Rule = (letter) => codeOf(letter) === from || (codeOf(letter) >= from && codeOf(letter) <= to);
  return { rule, next: high.next };
}

/** `code`: undefined at the end of the pattern. */
function readLetter(letters: readonly string[], at: number): { code?: number; next: number } {
  const where = letters[at] === '\\' ? at + 1 : at;
  const letter = letters[where];
  return { code: letter === undefined ? undefined : codeOf(letter), next: where + 1 };
}

const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;
