import { describe, expect, test } from '@jest/globals';
import { commandsFor } from '../../src/report/commands.js';
import { foldToScreen, SCREEN_LINES, shownLines } from '../../src/report/fold-summary.js';
import { LOG_SCREEN } from '../../src/report/screen.js';
import { summary } from '../../src/report/summary.js';
import { terminalText } from '../../src/report/terminal.js';
import { door, failedEarly, failedLate, hostile, listed, receipt, stories, switched } from './stories/index.js';

const shown = (markdown: string): string => markdown.replace(/(<details>.*)\n[\s\S]*?\n\n<\/details>/g, '$1');

describe('a summary', () => {
  test('shows the way back before anyone unfolds anything', () => {
    const [own] = commandsFor(switched.suggestions[0]!, door);
    expect(shown(summary(switched, door))).toContain(`\n\`\`\`sh\n${own?.line}\n\`\`\`\n`);
  });

  test('holds every way, each in a block of its own', () => {
    const markdown = summary(switched, door);
    for (const { line } of commandsFor(switched.suggestions[0]!, door))
      expect(markdown).toContain(`\`\`\`sh\n${line}\n\`\`\``);
  });

  test('of a failure says what was done and what was not', () => {
    expect(shown(summary(failedLate, door))).toMatch(
      /✅ publish 1284301 bytes.*\n- ❌ point active at version 7 · \*\*refused/,
    );
    expect(shown(summary(failedEarly, door))).toContain('nothing was written: no upload, no traffic moved');
  });

  test('of a failure between upload and switch says that traffic was not touched', () => {
    const story = { ...failedLate, steps: failedLate.steps.slice(0, 1) };
    expect(shown(summary(story, door))).toContain('➖ traffic was not touched');
  });

  test('of refused input has no more to say than that', () => {
    const refused = receipt({
      outcome: 'failed',
      operation: 'depoly',
      providerTitle: '',
      provider: '',
      function: '',
      alias: '',
      workflowRun: {},
      error: { kind: 'input', message: 'Input `operation` is "depoly".', next: 'Did you mean `deploy`?' },
    });
    const [first, , second] = summary(refused, door).split('\n');
    expect(first).toBe('### ❌ depoly failed before anything was changed');
    expect(second).toBe('> [!CAUTION]');
  });

  test('says how many rows the limit left out', () => {
    expect(summary(listed, door)).toContain('31 older versions left out; `limit` shows more.');
  });

  test('never folds away a version that has traffic', () => {
    expect(shown(summary(listed, door))).toContain('| **6** |');
  });

  test('shows all functions that move together', () => {
    const markdown = summary({ ...switched, service: 'shop', versionedTogether: ['cart', 'my-api'] }, door);
    expect(markdown).toContain('`shop/my-api`');
    expect(markdown).toContain('moves together: `cart`, `my-api`');
  });

  test('with fifty notices still fits one screen, and keeps them', () => {
    const notices = Array.from({ length: 50 }, (_, at) => `notice number ${at}`);
    const markdown = summary({ ...switched, notices }, door);
    expect(shownLines(markdown.trimEnd())).toBeLessThanOrEqual(SCREEN_LINES);
    expect(markdown).toContain('notice number 49');
  });
});

describe('the layout', () => {
  test('folds the block of the highest rank first', () => {
    const tall = (letter: string) => Array.from({ length: 11 }, () => letter).join('\n');
    const blocks = [
      { body: tall('a'), rank: 0 },
      { body: tall('b'), rank: 2, title: 'B' },
      { body: tall('c'), rank: 1, title: 'C' },
    ];
    const markdown = foldToScreen(blocks, 'More');
    expect(shown(markdown)).toBe(`${tall('a')}\n\n${tall('c')}\n\n<details><summary>More</summary>`);
    expect(markdown).toContain(`**B**\n\n${tall('b')}`);
  });
});

describe('the terminal', () => {
  test.each(Object.entries(stories))('shows %s without control characters or runner commands', (_, story) => {
    const text = terminalText(story, door);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(text).not.toMatch(/^\s*::|##\[/m);
  });

  test('colours only when asked to', () => {
    expect(terminalText(switched, door, { ...LOG_SCREEN, colors: true })).toContain('\u001b[32m✔\u001b[39m');
    expect(terminalText(hostile, door)).not.toContain('\u001b');
  });

  test('prints a command on one line of its own, ready to copy', () => {
    const [own] = commandsFor(switched.suggestions[0]!, door);
    expect(terminalText(switched, door).split('\n')).toContain(`    ${own?.line}`);
  });
});
