import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SOURCES = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(ROOT, 'src', name), 'utf8').replaceAll('\\`', '`'));

const PAGE = readFileSync(path.join(ROOT, 'docs', 'troubleshooting.md'), 'utf8').replaceAll('\r\n', '\n');
const SENTENCES = [...PAGE.matchAll(/^> (.+)$/gm)].map(([, sentence = '']) => sentence);

/** What stands between the names and numbers of a sentence, in its order. */
const partsOf = (sentence: string): string[] =>
  sentence
    .split('…')
    .map((part) => part.trim())
    .filter((part) => /\w{3}/.test(part));

function holds(source: string, parts: string[]): boolean {
  let at = 0;
  for (const part of parts) {
    at = source.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  return true;
}

test('the page quotes something', () => {
  expect(SENTENCES.length).toBeGreaterThan(20);
});

test.each(SENTENCES)('this version says: %s', (sentence) => {
  const parts = partsOf(sentence);
  expect(parts.length).toBeGreaterThan(0);
  expect(SOURCES.some((source) => holds(source, parts))).toBe(true);
});
