import type { Receipt } from '../core/model.js';
import type { Invocation } from './commands.js';
import { escapeMarkdown, inlineCode, markdownLink, truncate } from './escape.js';
import { formatTime, staleVersionsText } from './format.js';
import { joinWithDots } from './markdown.js';
import { packageChanges } from './package-changes.js';
import { removalsBlock } from './retention.js';
import { runFacts } from './run-facts.js';
import { failureBlock, noticesBlock, titleBlock } from './summary-blocks.js';
import { summaryFacts } from './table.js';

/** GitHub refuses a comment of more than 65,536 characters; the rest of it stays far below what is left. */
const DIFF_BYTES = 50_000;

/** The body of the sticky comment on a pull request: where the preview is, what is in it, what differs. */
export function commentBody(receipt: Receipt, door: Invocation): string {
  const { preview, diff } = receipt;
  const gone = preview?.state === 'removed';
  const parts = [
    titleBlock(receipt),
    address(receipt),
    staleText(receipt),
    where(receipt),
    failureBlock(receipt, door),
    gone ? removalsBlock(receipt) : summaryFacts(runFacts(receipt, door)),
    gone ? '' : packageChanges(diff, DIFF_BYTES),
    truncate(noticesBlock({ ...receipt, notices: receipt.notices.slice(0, 10) }), 8000),
    updatedBy(receipt),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** After a failed push: does what an earlier one left still serve? Only where nothing was sent that could have moved it. */
function staleText({ preview, steps }: Receipt): string {
  if (preview?.state !== 'stale' || preview.shown === undefined) return '';
  const touched = steps.some(({ kind, status }) => (kind === 'point' || kind === 'drop') && status !== 'failed');
  const now = touched
    ? 'the summary of the run says what is there now'
    : `${inlineCode(truncate(preview.name, 100))} still serves version ${escapeMarkdown(truncate(preview.shown, 40))}, from an earlier push`;
  return `**The last push failed:** ${now}.`;
}

/** Where a reviewer tries it. */
function address({ preview, url }: Receipt): string {
  const place = preview?.url ?? url;
  if (!place || preview?.state === 'removed') return '';
  const how = preview?.signed
    ? ' · made for signed requests: unless it was public before, a click is answered with 403'
    : '';
  return `**Try it** ${markdownLink(inlineCode(truncate(place, 200)), place)}${how}`;
}

function updatedBy({ startedAt, workflowRun }: Receipt): string {
  const run = workflowRun.runUrl ? ` by ${markdownLink('this run', workflowRun.runUrl)}` : '';
  const commit = workflowRun.commit ? ` for commit ${inlineCode(workflowRun.commit.slice(0, 7))}` : '';
  return `<sub>Updated ${escapeMarkdown(formatTime(startedAt))}${commit}${run}</sub>`;
}

function where(receipt: Receipt): string {
  const { preview, providerTitle, provider } = receipt;
  const lag = staleVersionsText(receipt);
  return joinWithDots([
    escapeMarkdown(truncate(providerTitle || provider, 40)),
    preview && `${preview.kind} ${inlineCode(truncate(preview.name, 100))}`,
    lag && escapeMarkdown(lag),
    preview?.against && `compared with ${escapeMarkdown(truncate(preview.against, 100))}`,
  ]);
}
