import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { shellLine, shellQuote } from '../../src/core/shell.js';

/** What a real shell makes of a line: its words. */
const words = (text: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${text}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

const hostile = [
  '',
  "it's",
  '"double"',
  '$(touch /tmp/pwned) `id` $HOME $1',
  'a;b&&c|d>e<f(g)h{i}',
  '* ? [a-z] ~root',
  '=ls',
  '#comment',
  '!history',
  '\\n \\\\ \\',
  '100% %s %d %%',
  '-n',
  '--version=7',
  'ünïcödé 函数 👩‍💻',
  'line\nbreak',
  'two at the end\n\n',
  '\n',
  'tab\tand\u001b[31mred\u0007bell',
  "quote ' and \u001b escape and % and \\ and !",
  '-\u0001 dash first',
  'right-to-left \u202Egnp.exe and \u200Bnothing',
  'digits after an escape \u00011234',
  '##[error]not a command',
  '\uE000 private',
];

describe('a quoted word', () => {
  test.each(hostile)('comes back from sh as it was: %j', (word) => {
    expect(words(shellQuote(word))).toEqual([word]);
  });

  test('many words come back in order', () => {
    expect(words(shellLine(hostile))).toEqual(hostile);
  });

  test('plain words stay as they are', () => {
    expect(shellLine(['npx', '--yes', 'https://example.com/a_b', 'x=1'])).toBe('npx --yes https://example.com/a_b x=1');
  });

  test('nothing invisible is printed, and no second line', () => {
    for (const word of hostile) expect(shellQuote(word)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('nothing in it is a command to the runner', () => {
    for (const word of hostile) expect(shellQuote(word)).not.toContain('##[');
  });

  test('NUL is refused, since no argument can hold it', () => {
    expect(() => shellQuote('a\0b')).toThrow(/NUL/);
  });
});
