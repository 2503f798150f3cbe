import type { Receipt, SuggestedCommand } from '../core/model.js';
import { commandsFor, type Invocation, type PrintedCommand } from './commands.js';
import { codeBlock, escapeHtml, escapeProse, truncate } from './escape.js';
import { foldedDetails, joinWithDots } from './markdown.js';

const ORDER = { rollback: 0, latest: 1, 'go-live': 2, retry: 3 } as const;

/**
 * Suggestions as a person at three in the morning wants them: the way back first. After a rollback that is what reaches
 * those whom it did not reach, and only then its undo.
 */
export function rollbackFirst({ suggestions, effect }: Receipt): SuggestedCommand[] {
  const rank = ({ kind }: SuggestedCommand) => (effect === 'goes-back' && kind === 'latest' ? -1 : ORDER[kind]);
  return [...suggestions].sort((a, b) => rank(a) - rank(b));
}

/**
 * The first way of the first suggestion, ready to paste, and all others folded. One command per block, since
 * GitHub's copy button takes a whole block.
 */
export function commandBlocks(receipt: Receipt, door: Invocation): string {
  const [first, ...rest] = rollbackFirst(receipt);
  if (!first) return '';
  const [own, ...others] = commandsFor(first, door);
  if (!own) return '';
  const shown = `${joinWithDots([`**${escapeProse(truncate(first.title, 120))}**`, own.needs && escapeProse(own.needs)])}\n\n${codeBlock(own.line, own.lang)}`;
  const folded = [...others.map(commandBlock), ...rest.map((suggestion) => suggestionBlock(suggestion, door))];
  if (folded.length === 0) return shown;
  const names = [...others.map(({ tool }) => tool), ...rest.map(({ title }) => title)]
    .map((name) => escapeHtml(truncate(name, 60)))
    .join(' · ');
  return `${shown}\n\n${foldedDetails(`Other ways: ${names}`, folded.join('\n\n'))}`;
}

const suggestionBlock = (suggestion: SuggestedCommand, door: Invocation): string =>
  [`**${escapeProse(truncate(suggestion.title, 120))}**`, ...commandsFor(suggestion, door).map(commandBlock)].join(
    '\n\n',
  );

const commandBlock = ({ label, line, needs, lang }: PrintedCommand): string =>
  `${joinWithDots([escapeProse(label), needs && escapeProse(needs)])}\n\n${codeBlock(line, lang)}`;
