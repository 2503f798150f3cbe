import { lazyPattern } from '../core/lazy-pattern.js';

/** Aligned columns in a terminal. */

export interface TerminalColumn {
  title: string;
  align?: 'left' | 'right';
}

const PRINTABLE_ASCII = /^[ -~]*$/;
const wide = lazyPattern(
  String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]`,
  'u',
);
const widthless = lazyPattern(String.raw`[\p{M}\u200d]`, 'u');

/** Cells that a terminal gives to a text: two to East Asian letters and emoji, none to combining marks. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let cells = 0;
  for (const letter of text) cells += widthless().test(letter) ? 0 : wide().test(letter) ? 2 : 1;
  return cells;
}

/** Rows with a head; columns that are empty in every row are left out. */
export function terminalTable(columns: readonly TerminalColumn[], rows: readonly (readonly string[])[]): string[] {
  const used = columns.map((_, at) => rows.some((row) => (row[at] ?? '') !== ''));
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => displayWidth(row[at] ?? ''))));
  return all.map((row) =>
    columns
      .map(({ align }, at) => pad(row[at] ?? '', widths[at] ?? 0, align))
      .filter((_, at) => used[at])
      .join('  ')
      .trimEnd(),
  );
}

function pad(text: string, cells: number, align: TerminalColumn['align']): string {
  const space = ' '.repeat(Math.max(0, cells - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}
