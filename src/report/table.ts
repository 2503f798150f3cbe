import { escapeMarkdown, escapeProse, inlineCode, markdownLink, stripControls } from './escape.js';
import { joinWithDots, markdownTable } from './markdown.js';
import { LOG_SCREEN, type Screen, wrapped } from './screen.js';
import { terminalTable } from './terminal-table.js';

/**
 * Tables that a summary and a terminal share. A column is said once, with what is in its cells; each of the two writes
 * (and escapes) it in its own way.
 */

/** A text as it came, and what it is to a reader. */
export interface StyledText {
  text: string;
  /** for a summary; a terminal writes plain text. `prose` is a sentence of ours: what is between backticks stays code */
  style?: 'strong' | 'code' | 'prose';
  /** what a summary links it to */
  url?: string;
  /** a narrow column must not break it: a number and its unit */
  unbroken?: true;
}

/** Facts with a dot between them; one fact may be of several pieces. What is undefined or empty is left out. */
export type Cell = readonly (StyledText | readonly StyledText[] | string | undefined)[];

export interface Column<Row> {
  title: string;
  align?: 'left' | 'right';
  cell(row: Row): Cell | string | undefined;
}

type Writer = (piece: StyledText) => string;

const inMarkdown: Writer = ({ text, style, url, unbroken }) => {
  const plain = style === 'code' ? inlineCode(text) : style === 'prose' ? escapeProse(text) : escapeMarkdown(text);
  const written = style === 'strong' ? `**${plain}**` : plain;
  const whole = unbroken ? written.replaceAll(' ', '\u00a0') : written;
  return url === undefined ? whole : markdownLink(whole, url);
};

const inTerminal: Writer = ({ text }) => stripControls(text);

const spaceBefore = ({ unbroken }: StyledText, write: Writer): string =>
  unbroken && write === inMarkdown ? '\u00a0' : ' ';

function renderCell(cell: Cell | string | undefined, write: Writer): string {
  const facts = typeof cell === 'string' ? [cell] : (cell ?? []);
  return joinWithDots(
    facts.map((fact) => {
      if (fact === undefined) return undefined;
      const pieces: readonly StyledText[] =
        typeof fact === 'string' ? [{ text: fact }] : 'text' in fact ? [fact] : fact;
      return pieces
        .filter(({ text }) => text !== '')
        .map((piece, at) => (at === 0 ? '' : spaceBefore(piece, write)) + write(piece))
        .join('');
    }),
  );
}

/** As Markdown. Columns that are empty in every row are left out, also those of rows below a fold: pass `all`. */
export function summaryTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  all: readonly Row[] = rows,
): string {
  const used = columns.filter(({ cell }) => all.some((row) => renderCell(cell(row), inMarkdown) !== ''));
  return markdownTable(
    used,
    rows.map((row) => used.map(({ cell }) => renderCell(cell(row), inMarkdown))),
  );
}

/** As aligned lines of plain text. */
export const terminalRows = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], screen?: Screen): string[] =>
  terminalTable(
    columns,
    rows.map((row) => columns.map(({ cell }) => renderCell(cell(row), inTerminal))),
    screen,
  );

/** A fact of its own, outside a table of many rows. */
export interface Fact {
  title: string;
  cell: Cell | string | undefined;
  /** where it is said; default both: a terminal has no fold for what is exact, a summary no lines to spare */
  only?: 'summary' | 'terminal';
}

/** Facts as a table of one row. A single one is not worth a table. */
export function summaryFacts(facts: readonly Fact[]): string {
  const given = facts.filter(({ cell, only }) => only !== 'terminal' && renderCell(cell, inMarkdown) !== '');
  const columns = given.map(({ title, cell }) => ({ title, cell: () => cell }));
  return given.length < 2 ? '' : summaryTable(columns, [undefined]);
}

/** Facts as lines: "package   1.2 MB · …". */
export function terminalFacts(facts: readonly Fact[], screen: Screen = LOG_SCREEN): string[] {
  const given = facts.filter(({ only }) => only !== 'summary');
  const rows = given.map(({ title, cell }) => [title, renderCell(cell, inTerminal)] as const);
  const said = rows.filter(([, value]) => value !== '');
  const width = Math.max(8, ...said.map(([title]) => title.length));
  return said.flatMap(([title, value]) => wrapped(`${title.padEnd(width)} ${value}`, screen, ' '.repeat(width + 1)));
}
