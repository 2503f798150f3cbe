import { describe, expect, test } from '@jest/globals';
import { openScreen } from '../../src/report/open-screen.js';
import { wrapped } from '../../src/report/screen.js';
import { terminalTable } from '../../src/report/terminal-table.js';

const TTY = { isTTY: true, columns: 40 };

describe('colours', () => {
  test.each([
    ['a terminal', TTY, { TERM: 'xterm-256color' }, true],
    ['a file', {}, { TERM: 'xterm-256color' }, false],
    ['a file, asked for', {}, { FORCE_COLOR: '1' }, true],
    ['a terminal, not wanted', TTY, { TERM: 'xterm', NO_COLOR: '1' }, false],
    ['a terminal, forbidden', TTY, { TERM: 'xterm', FORCE_COLOR: '0' }, false],
    ['a terminal that has none', TTY, { TERM: 'dumb' }, false],
  ])('%s', (_, window, env, colors) => expect(openScreen(window, env).colors).toBe(colors));
});

test('letters of two cells, and those of several characters', () => {
  const { width } = openScreen({}, {});
  expect(['é', '日本', '👩‍👩‍👧', '✔'].map(width)).toEqual([1, 4, 2, 1]);
});

test('what is no window is never wrapped', () => {
  const text = 'word '.repeat(100);
  expect(wrapped(text, openScreen({ columns: 40 }, {}))).toEqual([text]);
});

describe('a sentence', () => {
  test('breaks between words, and goes on behind its beginning', () => {
    const screen = openScreen(TTY, {});
    expect(wrapped('note: callers of the bare name get every upload at once', screen, '      ')).toEqual([
      'note: callers of the bare name get every',
      '      upload at once',
    ]);
  });

  test('never breaks in a command', () => {
    const line = '`aws lambda update-alias --function-name api --name live`';
    expect(wrapped(`Take it back with ${line} now`, openScreen(TTY, {}))).toContain(line);
  });

  test('keeps a number with its unit', () => {
    const screen = openScreen({ isTTY: true, columns: 24 }, {});
    expect(wrapped('the new version has 100 % now', screen)).toEqual(['the new version has', '100 % now']);
  });
});

test('a table that is too wide stands row by row', () => {
  const columns = [{ title: 'version' }, { title: 'live' }, { title: 'description' }];
  const rows = [
    ['2', 'live 100 %', 'a text that takes more room than there is'],
    ['1', '', 'old'],
  ];
  expect(terminalTable(columns, rows, openScreen(TTY, {}))).toEqual([
    'version 2',
    '  live         live 100 %',
    '  description  a text that takes more',
    '               room than there is',
    'version 1',
    '  description  old',
  ]);
  expect(terminalTable(columns, rows, openScreen({ ...TTY, columns: 80 }, {}))[0]).toBe(
    'version  live        description',
  );
});
