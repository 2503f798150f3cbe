import type { Receipt, SuggestedCommand } from '../core/model.js';
import { cut, fenced, html, prose } from './escape.js';
import { details, dotted } from './markdown.js';
import { type Command, commands, type Door } from './undo.js';

const ORDER = { rollback: 0, 'go-live': 1, retry: 2 } as const;

/** Suggestions as a person at three in the morning wants them: the way back first. */
export const ordered = ({ suggestions }: Receipt): SuggestedCommand[] =>
  [...suggestions].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);

/**
 * The first way of the first suggestion, ready to paste, and all others folded. One command per block, since
 * GitHub's copy button takes a whole block.
 */
export function ways(receipt: Receipt, door: Door): string {
  const [first, ...rest] = ordered(receipt);
  if (!first) return '';
  const [own, ...others] = commands(first, door);
  if (!own) return '';
  const shown = `${dotted([`**${prose(cut(first.title, 120))}**`, own.needs && prose(own.needs)])}\n\n${fenced(own.line, own.lang)}`;
  const folded = [...others.map(way), ...rest.map((suggestion) => whole(suggestion, door))];
  if (folded.length === 0) return shown;
  const names = [...others.map(({ tool }) => tool), ...rest.map(({ title }) => title)]
    .map((name) => html(cut(name, 60)))
    .join(' · ');
  return `${shown}\n\n${details(`Other ways: ${names}`, folded.join('\n\n'))}`;
}

const whole = (suggestion: SuggestedCommand, door: Door): string =>
  [`**${prose(cut(suggestion.title, 120))}**`, ...commands(suggestion, door).map(way)].join('\n\n');

const way = ({ label, line, needs, lang }: Command): string =>
  `${dotted([prose(label), needs && prose(needs)])}\n\n${fenced(line, lang)}`;
