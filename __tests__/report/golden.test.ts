import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SCREEN_LINES, shownLines } from '../../src/report/fold-summary.js';
import { openScreen } from '../../src/report/open-screen.js';
import { summary } from '../../src/report/summary.js';
import { terminalText } from '../../src/report/terminal.js';
import { door, stories } from './stories/index.js';

/** UPDATE_GOLDEN=1 writes them; look at the difference before committing it. */
const update = process.env.UPDATE_GOLDEN === '1';

function golden(name: string, text: string): string {
  const file = new URL(`./golden/${name}`, import.meta.url);
  if (update) writeFileSync(file, text);
  return readFileSync(file, 'utf8');
}

describe.each(Object.entries(stories))('%s', (name, receipt) => {
  test('the summary is the golden one', () => {
    const markdown = summary(receipt, door);
    expect(markdown).toBe(golden(`${name}.md`, markdown));
  });

  test('the terminal shows the golden text', () => {
    const text = `${terminalText(receipt, door, openScreen({}, {}))}\n`;
    expect(text).toBe(golden(`${name}.txt`, text));
  });

  test('the summary fits one screen', () => {
    expect(shownLines(summary(receipt, door).trimEnd())).toBeLessThanOrEqual(SCREEN_LINES);
  });
});
