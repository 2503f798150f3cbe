/**
 * Text from outside on its way into a summary. Nothing in it may break a table, open a tag, call a person, link
 * somewhere or hide what it says. Rules: https://github.github.com/gfm/
 */

import { lazyPattern } from '../core/lazy-pattern.js';

/** Direction overrides, zero-width and other invisible characters: shown by number, not obeyed. */
const invisible = lazyPattern(String.raw`[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]`, 'gu');

const ASCII = /^[\0-\x7f]*$/;

/** What emoji are joined with hides nothing. */
const JOINER = '\u200d';

/** One line, with nothing invisible in it. For terminals and for everything below. */
export function stripControls(value: string): string {
  return revealInvisible(value.replace(/[\p{Cc}\s]+/gu, ' ').trim());
}

/** As `plain`, but keeps line ends. */
export function stripControlsKeepLines(value: string): string {
  return revealInvisible(value.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, ''));
}

function revealInvisible(value: string): string {
  if (ASCII.test(value)) return value;
  return value.replace(invisible(), (letter) =>
    letter === JOINER ? letter : `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}

/** Cuts to `length` letters (never inside one), with an ellipsis. */
export function truncate(value: string, length: number): string {
  const letters = Array.from(value);
  return letters.length <= length ? value : `${letters.slice(0, length - 1).join('')}…`;
}

/** Text inside HTML. */
export const escapeHtml = (value: string): string =>
  stripControls(value).replace(/[&<>"'|`]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/**
 * Text inside a paragraph or a table's cell. A mention, an issue number or an address is broken by a zero-width
 * space, since GitHub looks for them after entities are resolved.
 */
export function escapeMarkdown(value: string): string {
  return stripControls(value)
    .replace(/[&<>|]/g, (letter) => `&#${letter.charCodeAt(0)};`)
    .replace(/[\\`*_~[\]!$]/g, (letter) => `\\${letter}`)
    .replace(/[@](?=[\w-])/g, '@&#8203;')
    .replace(/(?<!&)#(?=\d)/g, '#&#8203;')
    .replace(/\b(GH-)(?=\d)/gi, '$1&#8203;')
    .replace(/:\/\//g, ':&#8203;//')
    .replace(/\b(www)\./gi, '$1&#8203;.')
    .replace(/\b(mailto|xmpp):/gi, '$1&#8203;:')
    .replace(
      /^(\s*)([>=]|[#+-](?=[\s#+-]|$)|\d+[.)](?=\s|$))/,
      (_, space: string, mark: string) => `${space}${openEnded(mark)}`,
    );
}

/** What would begin a heading, quotation or list at the start of a line. */
const openEnded = (mark: string): string => `${mark.slice(0, -1)}\\${mark.slice(-1)}`;

/**
 * A code span. Backticks inside make the fence longer. What a table, an HTML reader or a search for people could
 * stumble over is written as HTML instead, letter by letter.
 */
export function inlineCode(value: string): string {
  const inside = stripControls(value);
  if (inside === '') return '';
  if (/[|\\<>&@]/.test(inside)) {
    return `<code>${inside.replace(/[^\p{L}\p{N} /,-]/gu, (letter) => `&#${letter.codePointAt(0)};`)}</code>`;
  }
  const fence = '`'.repeat(longestBacktickRun(inside) + 1);
  const pad = /^`|`$/.test(inside) ? ' ' : '';
  return `${fence}${pad}${inside}${pad}${fence}`;
}

/** An address, which then can be copied but not clicked, and the name of an environment variable. */
const LITERAL = /(?<![`\w$])(https?:\/\/[^\s`'"<>()]*[^\s`'"<>().,;:!?]|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w))/g;

/** A sentence of ours or a vendor's: what stands between single backticks becomes code, and so do literals. */
export function escapeProse(value: string): string {
  return stripControls(value)
    .replace(LITERAL, '`$1`')
    .split(/(?<!`)`([^`]{1,200})`(?!`)/)
    .map((part, at) => (at % 2 === 1 ? inlineCode(part) : escapeKeepingSpaces(part)))
    .join('');
}

/** `text` trims; between two code spans the spaces count. */
function escapeKeepingSpaces(part: string): string {
  const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? [];
  return `${before}${escapeMarkdown(middle)}${after}`;
}

/** A fenced block whose fence is longer than any inside. Line ends stay. */
export function codeBlock(value: string, lang = ''): string {
  const inside = stripControlsKeepLines(value).replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestBacktickRun(inside) + 1));
  return `${fence}${lang}\n${inside}\n${fence}`;
}

/** A link, if the address is http(s) and nothing else; otherwise just the label. The label is Markdown already. */
export function markdownLink(label: string, address: string | undefined): string {
  const href = safeUrl(address);
  return href ? `[${label}](<${href}>)` : label;
}

/** The address as a browser would spell it, with every character that could end a link encoded. */
export function safeUrl(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href.replace(/[\s<>()[\]|\\`"'*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const longestBacktickRun = (value: string): number =>
  Math.max(0, ...Array.from(value.matchAll(/`+/g), ([run]) => run.length));
