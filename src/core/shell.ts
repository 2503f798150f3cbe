import { DeployError } from './errors.js';
import { lazyPattern } from './lazy-pattern.js';

/**
 * Printed commands are one line of plain characters, whatever the words hold: a control character or a direction
 * override in a line that a person pastes at night could show one thing and run another. POSIX `printf` makes them.
 */
// zsh looks up a word that begins with `=`.
const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;
const unprintable = lazyPattern(String.raw`[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]`, 'u');

/** One word of a POSIX shell line, quoted only where it must be. Throws `refused` for NUL, which no argument holds. */
export function shellQuote(word: string): string {
  if (PLAIN.test(word)) return word;
  if (word.includes('\0')) {
    throw new DeployError('refused', 'A command cannot be printed: one of its words holds a NUL character.');
  }
  if (!unprintable().test(word)) return single(word);
  // The shell strips line ends from what `printf` answers, so those at the end stand by themselves.
  const [, head = '', ends = ''] = /^(.*?)(\n*)$/s.exec(word) ?? [];
  return `${head === '' ? '' : printed(head)}${LINE_END.repeat(ends.length)}`;
}

/** A line end that takes no second line: what IFS holds behind blank and tab, in every shell that has not been told otherwise. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell reads it
const LINE_END = '"${IFS#??}"';

/** Words as one line. */
export const shellLine = (words: readonly string[]): string => words.map(shellQuote).join(' ');

/** `##[` would be a command to GitHub's runner in its log, so there the quotes end and begin again. */
const single = (word: string): string => `'${word.replaceAll("'", "'\\''").replaceAll('##[', "##''[")}'`;

/** `"$(printf 'a\033b')"`: octal, as every POSIX shell reads it. */
function printed(word: string): string {
  const format = Array.from(word, (letter) => (unprintable().test(letter) ? octal(letter) : literal(letter))).join('');
  // A leading dash would be read as an option of printf.
  return `"$(printf ${single(format.startsWith('-') ? `\\055${format.slice(1)}` : format)})"`;
}

const octal = (letter: string): string =>
  Array.from(Buffer.from(letter), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

function literal(letter: string): string {
  if (letter === '%') return '%%';
  // Between double quotes an interactive bash looks it up in its history.
  if (letter === '!') return octal(letter);
  return letter === '\\' ? '\\\\' : letter;
}
