/** Text as one word of a POSIX shell. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Words as a shell line. */
export const line = (...words: string[]): string => words.map(quote).join(' ');
