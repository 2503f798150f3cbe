import type { Receipt } from '../core/model.js';
import { facts, failure, notices, title } from './blocks.js';
import { changes } from './changes.js';
import { code, cut, link, text } from './escape.js';
import { removals } from './kept.js';
import { dotted } from './markdown.js';
import type { Door } from './undo.js';

/** GitHub refuses a comment of more than 65,536 characters; the rest of it stays far below what is left. */
const DIFF_BYTES = 50_000;

/** The body of the sticky comment on a pull request: where the preview is, what is in it, what differs. */
export function comment(receipt: Receipt, door: Door): string {
  const { preview, diff, workflowRun } = receipt;
  const gone = preview?.state === 'removed';
  const parts = [
    title(receipt),
    where(receipt),
    failure(receipt),
    gone ? removals(receipt) : facts(receipt, door),
    gone ? '' : changes(diff, DIFF_BYTES),
    cut(notices({ ...receipt, notices: receipt.notices.slice(0, 10) }), 8000),
    workflowRun.runUrl ? `<sub>${link('the run', workflowRun.runUrl)}</sub>` : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function where({ preview, url, providerTitle, provider }: Receipt): string {
  const address = preview?.url ?? url;
  return dotted([
    text(cut(providerTitle || provider, 40)),
    preview && `${preview.kind} ${code(cut(preview.name, 100))}`,
    address && preview?.state !== 'removed' ? link(code(cut(address, 200)), address) : undefined,
    preview?.against && `compared with ${text(cut(preview.against, 100))}`,
  ]);
}
