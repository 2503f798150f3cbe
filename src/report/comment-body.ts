import type { Receipt } from '../core/model.js';
import type { Invocation } from './commands.js';
import { escapeMarkdown, inlineCode, markdownLink, truncate } from './escape.js';
import { staleVersionsText } from './format.js';
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
  const { preview, diff, workflowRun } = receipt;
  const gone = preview?.state === 'removed';
  const parts = [
    titleBlock(receipt),
    where(receipt),
    failureBlock(receipt, door),
    gone ? removalsBlock(receipt) : summaryFacts(runFacts(receipt, door)),
    gone ? '' : packageChanges(diff, DIFF_BYTES),
    truncate(noticesBlock({ ...receipt, notices: receipt.notices.slice(0, 10) }), 8000),
    workflowRun.runUrl ? `<sub>${markdownLink('the run', workflowRun.runUrl)}</sub>` : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function where(receipt: Receipt): string {
  const { preview, url, providerTitle, provider } = receipt;
  const lag = staleVersionsText(receipt);
  const address = preview?.url ?? url;
  return joinWithDots([
    escapeMarkdown(truncate(providerTitle || provider, 40)),
    preview && `${preview.kind} ${inlineCode(truncate(preview.name, 100))}`,
    address && preview?.state !== 'removed' ? markdownLink(inlineCode(truncate(address, 200)), address) : undefined,
    lag && escapeMarkdown(lag),
    preview?.against && `compared with ${escapeMarkdown(truncate(preview.against, 100))}`,
  ]);
}
