import type { Receipt } from '../core/model.js';
import { exact, facts, failure, notices, stages, steps, subtitle, title } from './blocks.js';
import { changes } from './changes.js';
import { places, removals, walk } from './kept.js';
import { type Block, layout } from './layout.js';
import { releases } from './releases.js';
import { trafficTable } from './traffic.js';
import type { Door } from './undo.js';
import { ways } from './ways.js';

/** GitHub ends a step's summary at 1 MiB; nothing else in it grows as a diff does. */
const DIFF_BYTES = 600_000;

/**
 * The receipt as GitHub-flavoured Markdown, one screen of it (see layout.ts): what is live now comes first, then
 * the way back, then the facts. As true after a failure as after a success.
 */
export function summary(receipt: Receipt, door: Door): string {
  return `${layout(blocks(receipt, door), 'Details')}\n`;
}

function blocks(receipt: Receipt, door: Door): Block[] {
  const { outcome, versions: listed } = receipt;
  const failed = outcome === 'failed';
  // After a failure and in a plan the steps are the story; otherwise the headline has told it.
  const steady = !failed && outcome !== 'planned';
  // A sweep has told of each step in its table.
  const swept = receipt.removed !== undefined;
  return [
    { body: title(receipt), rank: 0 },
    { body: subtitle(receipt), rank: 0 },
    { body: failure(receipt), rank: 0 },
    { body: listed || swept ? '' : trafficTable(receipt), rank: failed ? 4 : 1, title: 'Traffic' },
    { body: ways(receipt, door), rank: 0 },
    { body: releases(receipt, door), rank: 0 },
    { body: removals(receipt), rank: 0 },
    { body: changes(receipt.diff, DIFF_BYTES), rank: 0 },
    { body: walk(receipt), rank: 0 },
    { body: places(receipt), rank: 4, title: 'Where to look' },
    { body: steps(receipt), rank: 1, title: 'Steps', folded: steady || swept },
    { body: facts(receipt, door), rank: 5, title: 'Facts', folded: failed },
    { body: notices(receipt), rank: 3, title: 'Notices' },
    { body: stages(receipt), rank: 6, title: 'Durations', folded: failed },
    { body: exact(receipt), rank: 0, folded: true },
  ];
}
