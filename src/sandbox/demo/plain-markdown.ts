/** A summary's Markdown as text for a terminal: tables aligned, commands indented, markup gone. */
export function markdownToPlainText(markdown: string): string {
  const out: string[] = [];
  let table: string[][] = [];
  let code = false;
  let folded = false;
  const flush = () => {
    out.push(...aligned(table));
    table = [];
  };
  for (const line of markdown.split('\n')) {
    // What GitHub shows folded stays folded; the files have it.
    if (folded) {
      folded = !line.includes('</details>');
      continue;
    }
    if (line.startsWith('<details>')) folded = !line.includes('</details>');
    if (/^\s*```/.test(line)) {
      code = !code;
      continue;
    }
    if (!code && line.startsWith('|')) {
      if (!/^[|\s:-]+$/.test(line)) table.push(cells(line));
      continue;
    }
    flush();
    out.push(code ? `    ${line}` : textOf(line));
  }
  flush();
  return out
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A pipe in a cell is escaped. */
const cells = (line: string): string[] =>
  line
    .replace(/^\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => textOf(cell.trim()));

function aligned(rows: string[][]): string[] {
  const kept = rows.filter((row) => row.some((cell) => cell !== ''));
  const widths: number[] = [];
  for (const row of kept) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return kept.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function textOf(line: string): string {
  return (
    line
      .replace(/<summary>(.*?)<\/summary>/g, '▸ $1')
      .replace(/<br\s*\/?>/g, ' ')
      .replace(/<\/?[a-z][^>]*>/gi, '')
      .replace(/^#+ (.*)$/, '$1')
      .replace(/^> ?(\[!\w+\])?/, '')
      .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1')
      .replace(/\*\*|(?<!\\)`/g, '')
      .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, digits: string) =>
        String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
      )
      .replace(/&([a-z]+);/g, (whole, name: string) => NAMED[name] ?? whole)
      // A terminal obeys control characters, and an entity can spell one.
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
  );
}
