import type { Receipt } from '../core/model.js';
import { adoptedCallers, adoptionBlock, adoptionUndo } from './adoption.js';
import { allCallers } from './callers.js';
import { commandBlocks } from './command-blocks.js';
import type { Invocation } from './commands.js';
import { driftBlock } from './drift.js';
import { foldToScreen, type SummaryBlock } from './fold-summary.js';
import { packageChanges } from './package-changes.js';
import { membersTable } from './release-table.js';
import { linksBlock, removalsBlock } from './retention.js';
import { gatesBlock, rolloutBlock, timelineBlock, trafficBlock } from './rollout.js';
import { runFacts } from './run-facts.js';
import {
  exactFactsBlock,
  failureBlock,
  noticesBlock,
  stagesBlock,
  stepsBlock,
  subtitleBlock,
  titleBlock,
} from './summary-blocks.js';
import { summaryFacts } from './table.js';
import { trafficTable } from './traffic-table.js';
import { versionsBlock } from './version-table.js';

/** GitHub ends a step's summary at 1 MiB; nothing else in it grows as a diff does. */
const DIFF_BYTES = 600_000;

/**
 * The receipt as GitHub-flavoured Markdown, one screen of it (see fold-summary.ts): what is live now comes first, then
 * the way back, then the facts. As true after a failure as after a success.
 */
export function summary(receipt: Receipt, door: Invocation): string {
  return `${foldToScreen(blocks(receipt, door), 'Details')}\n`;
}

function blocks(receipt: Receipt, door: Invocation): SummaryBlock[] {
  const { outcome, versions: listed } = receipt;
  const failed = outcome === 'failed';
  // After a failure and in a plan the steps are the story; otherwise the headline has told it.
  const steady = !failed && outcome !== 'planned';
  const swept = receipt.removed !== undefined;
  // These have told of each step in their tables.
  const told = swept || receipt.adoption !== undefined || receipt.members !== undefined;
  return [
    { body: titleBlock(receipt), rank: 0 },
    { body: subtitleBlock(receipt), rank: 0 },
    { body: failureBlock(receipt, door), rank: 0 },
    { body: listed || swept || receipt.members ? '' : trafficTable(receipt), rank: failed ? 4 : 1, title: 'Traffic' },
    { body: driftBlock(receipt), rank: 0 },
    { body: membersTable(receipt), rank: 0 },
    { body: commandBlocks(receipt, door), rank: 0 },
    { body: adoptionBlock(receipt), rank: 0 },
    {
      body: adoptedCallers(receipt) || allCallers(receipt),
      rank: 2,
      title: 'Who calls what',
      folded: !receipt.adoption,
    },
    { body: adoptionUndo(receipt), rank: 2, title: 'To undo one step', folded: true },
    { body: versionsBlock(receipt, door), rank: 0 },
    { body: removalsBlock(receipt), rank: 0 },
    { body: packageChanges(receipt.diff, DIFF_BYTES), rank: 0 },
    { body: rolloutBlock(receipt), rank: 0 },
    { body: timelineBlock(receipt), rank: receipt.rollout?.traffic ? 1 : 0, title: 'Timeline' },
    { body: trafficBlock(receipt), rank: 1, title: 'Calls' },
    { body: gatesBlock(receipt), rank: 0, title: 'Gates', folded: true },
    { body: linksBlock(receipt), rank: 4, title: 'Where to look' },
    { body: stepsBlock(receipt), rank: 1, title: 'Steps', folded: steady || told },
    { body: summaryFacts(runFacts(receipt, door)), rank: 5, title: 'Facts', folded: failed },
    { body: noticesBlock(receipt), rank: 3, title: 'Notices' },
    { body: stagesBlock(receipt), rank: 0, title: 'Durations', folded: true },
    { body: exactFactsBlock(receipt), rank: 0, folded: true },
  ];
}
