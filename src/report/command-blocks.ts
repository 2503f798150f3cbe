import type { Receipt, SuggestedCommand } from '../core/model.js';
import { commandsFor, type Invocation, type PrintedCommand } from './commands.js';
import { codeBlock, escapeHtml, escapeProse, markdownLink, truncate } from './escape.js';
import { foldedDetails, joinWithDots } from './markdown.js';

const ORDER = { rollback: 0, adopt: 0, unadopt: 0, latest: 1, confirm: 1, 'go-live': 2, retry: 3 } as const;

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
  const title = `**${escapeProse(truncate(first.title, 120))}**`;
  const press = pressable(others);
  const needs = own.needs && escapeProse(press ? `or paste this, which ${own.needs}` : own.needs);
  const shown = `${joinWithDots([title, press, needs])}\n\n${codeBlock(own.line, own.lang)}`;
  const folded = [...others.map(commandBlock), ...rest.map((suggestion) => suggestionBlock(suggestion, door))];
  if (folded.length === 0) return shown;
  const names = [...others.map(({ tool }) => tool), ...rest.map(({ title }) => title)]
    .map((name) => escapeHtml(truncate(name, 60)))
    .join(' · ');
  return `${shown}\n\n${foldedDetails(`Other ways: ${names}`, folded.join('\n\n'))}`;
}

/** At night, on a phone, a button is pressed sooner than a line is pasted. */
function pressable(commands: readonly PrintedCommand[]): string | undefined {
  const page = commands.find((command) => command.page)?.page;
  if (!page) return undefined;
  const how = page.fields === '' ? '' : ` with ${escapeProse(truncate(page.fields, 200))}`;
  return `${markdownLink('press “Run workflow” on GitHub', page.url)}${how}`;
}

const suggestionBlock = (suggestion: SuggestedCommand, door: Invocation): string =>
  [`**${escapeProse(truncate(suggestion.title, 120))}**`, ...commandsFor(suggestion, door).map(commandBlock)].join(
    '\n\n',
  );

const commandBlock = ({ label, line, needs, lang }: PrintedCommand): string =>
  `${joinWithDots([escapeProse(label), needs && escapeProse(needs)])}\n\n${codeBlock(line, lang)}`;
