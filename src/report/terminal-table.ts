import { LOG_SCREEN, type Screen, wrapped } from './screen.js';

/** Aligned columns in a terminal. */

export interface TerminalColumn {
  title: string;
  align?: 'left' | 'right';
}

type Rows = readonly (readonly string[])[];

/**
 * Rows with a head; columns that are empty in every row are left out. Where the window is too narrow for the table, the
 * cells of a row stand below one another.
 */
export function terminalTable(columns: readonly TerminalColumn[], rows: Rows, screen: Screen = LOG_SCREEN): string[] {
  const used = columns.flatMap((column, at) => (rows.some((row) => (row[at] ?? '') !== '') ? [{ ...column, at }] : []));
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = used.map(({ at }) => Math.max(...all.map((row) => screen.width(row[at] ?? ''))));
  const whole = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  if (screen.columns !== undefined && whole > screen.columns) return stacked(used, rows, screen);
  return all.map((row) =>
    used
      .map(({ at, align }, nth) => pad(row[at] ?? '', widths[nth] ?? 0, align, screen))
      .join(GAP)
      .trimEnd(),
  );
}

const GAP = '  ';

/** `version 12`, and below it what else there is to say about it. */
function stacked(columns: readonly (TerminalColumn & { at: number })[], rows: Rows, screen: Screen): string[] {
  const [head, ...others] = columns;
  const width = Math.max(0, ...others.map(({ title }) => screen.width(title)));
  const hanging = ' '.repeat(GAP.length + width + GAP.length);
  return rows.flatMap((row) => [
    ...wrapped([head?.title, row[head?.at ?? 0]].filter(Boolean).join(' '), screen, GAP),
    ...others.flatMap(({ title, at }) => {
      const text = row[at] ?? '';
      return text === '' ? [] : wrapped(`${GAP}${pad(title, width, 'left', screen)}${GAP}${text}`, screen, hanging);
    }),
  ]);
}

function pad(text: string, cells: number, align: TerminalColumn['align'], { width }: Screen): string {
  const space = ' '.repeat(Math.max(0, cells - width(text)));
  return align === 'right' ? space + text : text + space;
}
