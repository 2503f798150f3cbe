import { type Forge, warnOnError } from '../core/forge.js';
import type { Log } from '../core/log.js';
import type { Receipt } from '../core/model.js';
import type { Invocation } from './commands.js';
import { commentBody } from './comment-body.js';

/** Writes the comment that the receipt asks for. What GitHub refuses is a warning, in the log and in the receipt. */
export async function postComment(receipt: Receipt, door: Invocation, forge: Forge, log: Log): Promise<void> {
  const wanted = receipt.comment;
  if (!wanted) return;
  const warning = (text: string) => {
    receipt.notices.push(text);
    log.warning(text);
  };
  if (!forge.comment) {
    warning('No comment was written: that needs `github-token`.');
    return;
  }
  const { number, key } = wanted;
  wanted.url = await warnOnError({ ...log, warning }, async () =>
    forge.comment?.(number, key, commentBody(receipt, door)),
  );
}
