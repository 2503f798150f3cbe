import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { Marked } from 'marked';
import { silentLog } from '../../src/core/log.js';
import { redactor } from '../../src/core/redact.js';
import { shellQuote } from '../../src/core/shell.js';
import { escapeWorkflowCommands } from '../../src/report/action-runner.js';
import {
  codeBlock,
  escapeMarkdown,
  escapeProse,
  inlineCode,
  markdownLink,
  safeUrl,
  stripControls,
} from '../../src/report/escape.js';
import { anyText, fc } from './support.js';

const marked = new Marked({ gfm: true });
const render = (markdown: string): string => marked.parse(markdown, { async: false });

describe('escapers', () => {
  test('nothing in a text becomes a tag, a link, a line or an invisible letter', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const escaped of [escapeMarkdown, escapeProse]) {
          const html = render(`| a |\n|---|\n| x${escaped(text)}y |\n`);
          expect(html.match(/<(?!\/?(table|thead|tbody|tr|th|td|code|br)>)[^>]*>/g)).toBeNull();
          expect(html.match(/<tr>/g)).toHaveLength(2);
          expect(escaped(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
    );
  });

  test('a code span holds the whole text, and nothing gets out of it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = render(`x ${inlineCode(text)} y`);
        expect(html.match(/<(?!\/?(p|code)>)[^>]*>/g)).toBeNull();
        expect(html.match(/<code>/g)?.length ?? 0).toBe(stripControls(text) === '' ? 0 : 1);
      }),
    );
  });

  test('a fenced block ends where it ends', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = render(`${codeBlock(text)}\n\nafter\n`);
        expect(html).toMatch(/<\/code><\/pre>\n<p>after<\/p>\n$/);
        expect(html.match(/<pre>/g)).toHaveLength(1);
      }),
    );
  });

  test('only http and https are linked, and no address gets out of its brackets', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          anyText.map((text) => `https://h.example/${text}`),
        ),
        (address) => {
          const html = render(markdownLink('label', address));
          const href = safeUrl(address);
          if (href !== undefined) expect(href).toMatch(/^https?:\/\/[^\s<>()[\]|\\`"'*]*$/);
          expect(html.match(/<a /g)?.length ?? 0).toBe(href === undefined ? 0 : 1);
        },
      ),
    );
  });

  test('no line of a text is a command to the runner', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const line of escapeWorkflowCommands(text).split(/\r\n|\n|\r/)) {
          expect(line).not.toMatch(/^\s*::/);
          expect(line).not.toContain('##[');
        }
      }),
    );
  });

  test('a secret does not pass, however it is written', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 40 }), anyText, anyText, (secret, before, after) => {
        fc.pre(secret.trim() === secret && !'***'.includes(secret) && !secret.includes('*'));
        const { log, text } = redactor(silentLog);
        log.mask(secret);
        for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
          expect(text(`${before}${form}${after}`).includes(form)).toBe(false);
      }),
    );
  });
});

const SHELLS = ['sh', 'dash', 'bash', 'zsh'].filter((shell) => {
  try {
    execFileSync(shell, ['-c', ':'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

// A lone half of a pair has no bytes of its own, and no argument holds NUL.
const word = anyText.map((text) => Buffer.from(text).toString().replaceAll('\0', ''));

describe.each(SHELLS)('words pasted into %s', (shell) => {
  test('come back as they were, in one line of plain characters', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const line = words.map(shellQuote).join(' ');
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        const script = `${process.execPath} -e 'process.stdout.write(JSON.stringify(process.argv.slice(1)))' -- ${line}`;
        const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
        expect(
          JSON.parse(
            execFileSync(shell, ['-c', script], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }),
          ),
        ).toEqual(words);
      }),
      { numRuns: Math.ceil(Number(process.env.FC_RUNS ?? 100) / 10) },
    );
  });
});
