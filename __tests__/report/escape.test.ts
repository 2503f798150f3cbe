import { describe, expect, test } from '@jest/globals';
import { Marked, type Token, type Tokens } from 'marked';
import {
  codeBlock,
  escapeMarkdown,
  escapeProse,
  inlineCode,
  markdownLink,
  safeUrl,
  stripControls,
  truncate,
} from '../../src/report/escape.js';
import { markdownTable } from '../../src/report/markdown.js';
import { evil } from './stories/index.js';

const marked = new Marked({ gfm: true });
const render = (markdown: string): string => marked.parse(markdown, { async: false }).trim();

/** What a reader sees of a piece of HTML. */
const NAMED: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };

const seen = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (all, n, name) => (n ? String.fromCodePoint(Number(n)) : (NAMED[name] ?? all)))
    .replaceAll('\u200b', '');

const kinds = (markdown: string): Set<string> => {
  const found = new Set<string>();
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    found.add(token.type);
  });
  return found;
};

const samples = [
  'plain words',
  'a | b',
  'a \\| b \\',
  '`',
  '``` x ``` ` y',
  '*bold* _it_ ~~gone~~ **x**',
  '# heading',
  '- item',
  '12. item',
  '> quote',
  '+ plus',
  '--- rule',
  '=== rule',
  '<b>html</b> <!-- x --> &amp; &lt;',
  '[a](https://evil.example) ![b](https://evil.example/x.png)',
  'http://evil.example www.evil.example a@evil.example',
  '[x]: https://evil.example',
  'mailto:a@evil.example <mailto:a@evil.example> xmpp:a@evil.example/x',
  '@octocat #12 GH-12',
  '$x^2$ :tada:',
  evil,
];

describe('text', () => {
  test.each(samples)('reads as it was, and is nothing but text: %j', (sample) => {
    const escaped = escapeMarkdown(sample);
    expect(seen(render(escaped))).toBe(stripControls(sample));
    expect(['escape', 'paragraph', 'text']).toEqual(expect.arrayContaining([...kinds(escaped)]));
  });

  test.each(['@octocat', '#12', 'GH-12', 'gh-12', 'https://x.example', 'www.x.example'])('breaks %s', (sample) => {
    expect(escapeMarkdown(`see ${sample} now`)).not.toContain(sample);
  });

  test('shows what would hide or turn the text round', () => {
    expect(escapeMarkdown('a\u202Eb\u200Bc')).toBe('a\\[U+202E\\]b\\[U+200B\\]c');
  });

  test('keeps emoji that are joined of several', () => {
    expect(escapeMarkdown('👩‍💻')).toBe('👩‍💻');
  });

  test('has no control characters and no line ends', () => {
    expect(escapeMarkdown('a\r\nb\u0000\u001b[31mc\u0085d')).toBe('a b \\[31mc d');
  });
});

describe('a code span', () => {
  test.each(samples)('reads as it was, and is nothing but code: %j', (sample) => {
    const html = render(inlineCode(sample));
    expect(seen(html)).toBe(stripControls(sample));
    expect(html).toMatch(/^<p><code>[^<]*<\/code><\/p>$/);
  });

  test('of nothing is nothing', () => {
    expect(inlineCode(' \n ')).toBe('');
  });
});

describe('a cell of a table', () => {
  const cells = (cell: string): string[] => {
    const [parsed] = marked.lexer(markdownTable([{ title: 'a' }, { title: 'b' }], [[cell, 'end']])) as unknown as [
      Tokens.Table,
    ];
    return parsed.rows[0]?.map(({ tokens }) => seen(marked.Parser.parseInline(tokens))) ?? [];
  };

  test.each(samples)('stays one cell: %j', (sample) => {
    expect(cells(escapeMarkdown(sample))).toEqual([stripControls(sample), 'end']);
    expect(cells(inlineCode(sample))).toEqual([stripControls(sample), 'end']);
    expect(cells(escapeProse(sample))[1]).toBe('end');
  });
});

describe('a sentence', () => {
  test('keeps what stands between backticks as code', () => {
    expect(escapeProse('Input `path` is "a_b".')).toBe('Input `path` is "a\\_b".');
  });

  test('shows an address as code, without the full stop', () => {
    expect(escapeProse('Look at https://x.example/a?b=1.')).toBe('Look at `https://x.example/a?b=1`.');
  });

  test('shows the name of a variable as code', () => {
    expect(escapeProse('needs INVOKE_API_KEY in the environment')).toBe('needs `INVOKE_API_KEY` in the environment');
  });

  test('with hostile words is text and code only', () => {
    expect([...kinds(escapeProse(evil))].sort()).toEqual(['codespan', 'escape', 'paragraph', 'text']);
  });
});

describe('a fenced block', () => {
  test.each(['```\n# out', '````\n```\n', '~~~\n```sh\n```', evil])('holds %j', (inside) => {
    expect([...kinds(codeBlock(inside, 'sh'))]).toEqual(['code']);
  });
});

describe('a link', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//x.example',
    'https://u:p@x.example',
    '',
  ])('to %j is only its label', (address) => {
    expect(markdownLink('label', address)).toBe('label');
  });

  test('cannot be ended from inside', () => {
    const [paragraph] = marked.lexer(markdownLink('label', `https://x.example/a>)[b](c) |${evil}`)) as unknown as [
      Tokens.Paragraph,
    ];
    expect(paragraph.tokens.map(({ type }) => type)).toEqual(['link']);
  });

  test('is spelled as a browser would', () => {
    expect(safeUrl('https://x.example/a b?c=(d)')).toBe('https://x.example/a%20b?c=%28d%29');
  });
});

test('a cut never splits a letter', () => {
  expect(truncate('ab👩cd', 4)).toBe('ab👩…');
  expect(truncate('abcd', 4)).toBe('abcd');
});
