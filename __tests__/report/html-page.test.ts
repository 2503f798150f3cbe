import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { htmlPage } from '../../src/report/html-page.js';
import { css } from '../../src/report/html-page-css.js';
import { summary } from '../../src/report/summary.js';
import { door, evil, hostile, hostileList, switched } from './stories/index.js';

/** Tags with their attributes, outside of the style sheet. */
const tags = (html: string): string[] =>
  Array.from(html.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<[^>]*>/g), ([tag]) => tag);

const body = async (markdown: string): Promise<string> =>
  (await htmlPage('t', [{ title: 't', markdown }]))
    .replace(/[\s\S]*<article[^>]*>/, '')
    .replace(/<\/article>[\s\S]*/, '');

describe('the page', () => {
  test('shows a summary with its table, command and folds', async () => {
    const html = await body(summary(switched, door));
    expect(html).toContain('<strong>version 7</strong>');
    expect(html).toContain('<pre><code class="language-sh">npx --yes ');
    expect(html.match(/<details><summary>/g)).toHaveLength(2);
  });

  test('needs no other file', async () => {
    const html = await htmlPage('t', [{ title: 't', markdown: summary(switched, door) }]);
    expect(tags(html).filter((tag) => /^<(?:script|link|img|iframe|object|base)|\ssrc=/i.test(tag))).toEqual([]);
    expect(html).toContain("default-src 'none'");
  });

  test('draws alerts as GitHub does', async () => {
    expect(await body('> [!WARNING]\n> mind the *gap*')).toContain(
      '<div class="markdown-alert markdown-alert-warning"><p class="markdown-alert-title">Warning</p>\n<p>mind the <em>gap</em></p>',
    );
  });

  test.each([
    ['a hostile receipt', summary(hostile, door)],
    ['a hostile list', summary(hostileList, door)],
    ['hostile Markdown', `${evil}\n\n<p onclick="x()">\n<details open ontoggle="x()">\n\n<a href="javascript:x()">`],
  ])('keeps %s inert', async (_, markdown) => {
    const ours =
      /^<\/?(?:h[1-6]|p|a|strong|em|code|pre|table|thead|tbody|tr|t[hd]|ul|ol|li|div|blockquote|details|summary|sub|del|hr|br)\b/;
    for (const tag of tags(await body(markdown))) {
      expect(tag).toMatch(ours);
      expect(tag.replace(/\s(?:class|align|href|rel|start)="[^"]*"/g, '')).not.toMatch(/\s|on\w+=/);
      expect(tag).not.toMatch(/href="(?!https?:)/);
    }
  });

  test('escapes titles', async () => {
    const html = await htmlPage('<b>', [{ title: '<i>', markdown: '' }]);
    expect(tags(html)).not.toContain('<b>');
    expect(tags(html)).not.toContain('<i>');
  });
});

test('the style sheet is the one of the installed package; `node scripts/css.mjs` makes it', () => {
  const { version } = JSON.parse(readFileSync('node_modules/github-markdown-css/package.json', 'utf8'));
  expect(css).toMatch(`github-markdown-css ${version} `);
});
