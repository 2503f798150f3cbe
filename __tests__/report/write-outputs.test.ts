import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { writeOutputs } from '../../src/report/write-outputs.js';

const before = process.env.GITHUB_OUTPUT;
afterEach(() => {
  if (before === undefined) delete process.env.GITHUB_OUTPUT;
  else process.env.GITHUB_OUTPUT = before;
});

function written(values: Record<string, string>): string {
  const file = join(mkdtempSync(join(tmpdir(), 'outputs-')), 'output');
  writeFileSync(file, '');
  process.env.GITHUB_OUTPUT = file;
  writeOutputs(values, { GITHUB_OUTPUT: file });
  return readFileSync(file, 'utf8');
}

describe('outputs for the runner', () => {
  test('of one line are written as such, empty ones not at all', () => {
    expect(written({ version: '7', url: '', traffic: '{"7":100}' })).toBe('version=7\ntraffic={"7":100}\n');
  });

  test.each(['a\nb', 'a\rb', 'a\r\nswitched=true', 'end\n'])(
    'of several lines cannot make another one: %j',
    (value) => {
      const text = written({ version: '7', plan: value });
      const [, delimiter = ''] = /^plan<<(ghadelimiter_[0-9a-f-]{36})$/m.exec(text) ?? [];
      expect(delimiter).not.toBe('');
      expect(text).toBe(`version=7\nplan<<${delimiter}\n${value}\n${delimiter}\n`);
    },
  );

  // The runner takes the first `=` or `<<` of a line, whichever comes first; no name of ours holds either.
  test('a value that looks like a delimiter stays a value', () => {
    expect(written({ version: 'x<<EOF' })).toBe('version=x<<EOF\n');
  });
});
