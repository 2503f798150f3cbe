/** The few shapes that a summary is made of. Every cell and body is Markdown already, escaped by its maker. */

export interface MarkdownColumn {
  title: string;
  align?: 'left' | 'right';
}

export function markdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'right' ? '--:' : ':--'));
  return [row(columns.map(({ title }) => title)), row(rule), ...rows.map(row)].join('\n');
}

/** Folded away until someone asks. `title` is HTML. The blank lines make GitHub read the body as Markdown. */
export const foldedDetails = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
export const alertBlock = (kind: 'NOTE' | 'WARNING' | 'CAUTION', lines: readonly string[]): string =>
  [`> [!${kind}]`, ...lines.map((line) => `> ${line}`)].join('\n');

export const bulletList = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** Facts in a row, those that are missing left out. */
export const joinWithDots = (items: readonly (string | undefined)[]): string =>
  items.filter((item) => item !== undefined && item !== '').join(' · ');
