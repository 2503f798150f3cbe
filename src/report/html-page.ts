import { escapeHtml, safeUrl } from './escape.js';

export interface PagePart {
  title: string;
  /** GitHub-flavoured Markdown */
  markdown: string;
}

/**
 * Summaries as GitHub shows them, in one HTML file that needs nothing else and runs nothing: a copy to look at where
 * there is no GitHub. What it needs is loaded on use.
 */
export async function htmlPage(title: string, parts: readonly PagePart[]): Promise<string> {
  const [{ css }, render] = await Promise.all([import('./html-page-css.js'), renderer()]);
  const bodies = parts.map(
    (part) =>
      `<section><h2 class="step">${escapeHtml(part.title)}</h2>\n<article class="markdown-body">\n${render(part.markdown)}</article></section>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    // Nothing in a summary may load or run anything, whatever slipped through.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${css}${FRAME_CSS}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    ...bodies,
    '</main></body></html>',
    '',
  ].join('\n');
}

/** What stands round the summaries: GitHub's grey page with white cards. */
const FRAME_CSS = [
  ':root{color-scheme:light dark}',
  'body{margin:0;background:#f6f8fa;color:#1f2328;font-family:-apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}',
  'main{max-width:980px;margin:0 auto;padding:24px 16px 48px}',
  'h1{font-size:20px;font-weight:600;margin:0 0 8px}',
  'h2.step{font-size:14px;font-weight:600;margin:24px 0 8px;color:#59636e}',
  'article.markdown-body{border:1px solid #d1d9e0;border-radius:6px;padding:24px 32px}',
  // GitHub lets long lines scroll; on paper and in pictures they must be whole.
  '.markdown-body pre>code{white-space:pre-wrap;overflow-wrap:anywhere}',
  '.markdown-body details{margin-bottom:16px}.markdown-body summary{cursor:pointer}',
  '@media (prefers-color-scheme:dark){body{background:#010409;color:#f0f6fc}h2.step{color:#9198a1}article.markdown-body{border-color:#3d444d}}',
].join('');

/** The tags that our summaries are made of; every other one is shown as the text that it is. None has attributes. */
const ALLOWED_TAGS = /(<\/?(?:details|summary|code|sub|br)>)/;

const escapeUnknownTags = (text: string): string =>
  text
    .split(ALLOWED_TAGS)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/[<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)))
    .join('');

const ALERT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n/;

async function renderer(): Promise<(markdown: string) => string> {
  const { Marked } = await import('marked');
  const marked = new Marked({ gfm: true });
  const render = (markdown: string) => marked.parse(markdown, { async: false });
  marked.use({
    renderer: {
      html: ({ text }) => escapeUnknownTags(text),
      image: ({ text }) => escapeHtml(text),
      link({ href, tokens }) {
        const label = this.parser.parseInline(tokens);
        const address = safeUrl(href);
        return address ? `<a href="${escapeHtml(address)}" rel="noreferrer">${label}</a>` : label;
      },
      blockquote({ text }) {
        const kind = ALERT.exec(text)?.[1];
        if (!kind) return `<blockquote>\n${render(text)}</blockquote>\n`;
        const name = kind.charAt(0) + kind.slice(1).toLowerCase();
        const body = render(text.replace(ALERT, ''));
        return `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${name}</p>\n${body}</div>\n`;
      },
    },
  });
  return render;
}
