import { describe, expect, it } from '@jest/globals';
import { type Column, summaryFacts, summaryTable, terminalFacts, terminalRows } from '../../src/report/table.js';

interface Row {
  name: string;
  bytes: string;
  by?: string;
}

const COLUMNS: Column<Row>[] = [
  { title: 'name', cell: ({ name }) => [[{ text: name, style: 'code' }, { text: 'new' }], 'x'] },
  { title: 'size', align: 'right', cell: ({ bytes }) => [{ text: bytes, unbroken: true }] },
  { title: 'by', cell: ({ by }) => by },
];

describe('a column, said once', () => {
  it('is in the summary and in the terminal', () => {
    const rows = [{ name: 'a', bytes: '1 KB', by: 'ada' }];
    expect(summaryTable(COLUMNS, rows).split('\n')).toEqual([
      '| name | size | by |',
      '| :-- | --: | :-- |',
      '| `a` new · x | 1\u00a0KB | ada |',
    ]);
    expect(terminalRows(COLUMNS, rows)).toEqual(['name       size  by', 'a new · x  1 KB  ada']);
  });

  it('is left out of both where it has nothing to say', () => {
    const rows = [{ name: 'a', bytes: '1 KB' }];
    expect(summaryTable(COLUMNS, rows)).not.toContain('by');
    expect(terminalRows(COLUMNS, rows)[0]).toBe('name       size');
  });

  it('cannot be broken out of', () => {
    const rows = [{ name: '`|<b>', bytes: '|', by: '<script>\u001b[31m' }];
    const drawn = summaryTable(COLUMNS, rows).split('\n')[2] ?? '';
    expect(drawn.split(/(?<!\\)\|/)).toHaveLength(5);
    expect(drawn).not.toMatch(/<script|<b>/);
    expect(terminalRows(COLUMNS, rows).join()).not.toContain('\u001b');
  });
});

describe('facts', () => {
  const facts = [
    { title: 'version', cell: [{ text: '7', style: 'strong' as const }] },
    { title: 'file', cell: '/tmp/a.zip', only: 'terminal' as const },
    { title: 'took', cell: '1 s' },
    { title: 'by', cell: undefined },
  ];

  it('are one row of a summary, and lines of a terminal', () => {
    expect(summaryFacts(facts)).toBe('| version | took |\n| :-- | :-- |\n| **7** | 1 s |');
    expect(terminalFacts(facts)).toEqual(['version  7', 'file     /tmp/a.zip', 'took     1 s']);
  });

  it('are no table where there is only one', () => {
    expect(summaryFacts(facts.slice(2))).toBe('');
  });
});
