/** What a text for a terminal is laid out for. */
export interface Screen {
  /** cells that a line may have; absent: nobody sees it through a window, as in a log or a file */
  columns?: number;
  /** write ANSI colours */
  colors: boolean;
  /** cells that a text takes */
  width(text: string): number;
  /** the text, broken between words so that no line has more than `columns` cells */
  wrap(text: string, columns: number): string;
}

/** A log: no window, no colours, and a cell for each letter. */
export const LOG_SCREEN: Screen = { colors: false, width: (text) => [...text].length, wrap: (text) => text };

/**
 * A sentence as lines of the window, each but the first behind `hanging`, which the first has of its own. What stands between backticks may be a command
 * that somebody copies: it is never broken, however long it is. Nor is a number and its unit.
 */
export function wrapped(text: string, { columns, wrap }: Screen, hanging = ''): string[] {
  const single = hanging !== '' && !text.slice(hanging.length).includes(' ');
  if (columns === undefined || single) return [text];
  const whole = text.replace(/`[^`]*`|\d (?=%|[kMG]?B\b|m?s\b)/g, (code) => code.replaceAll(' ', '\u00a0'));
  const begin = whole.slice(0, hanging.length);
  const [first = '', ...rest] = wrap(whole.slice(hanging.length), Math.max(20, columns - hanging.length))
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .map((line) => line.trimEnd());
  return [begin + first, ...rest.map((line) => hanging + line.trimStart())];
}
