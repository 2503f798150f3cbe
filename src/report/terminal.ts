import { styleText } from 'node:util';
import { formatDuration } from '../core/format.js';
import type { Receipt, StepStatus } from '../core/model.js';
import { adoptionRows } from './adoption.js';
import { rollbackFirst } from './command-blocks.js';
import { commandsFor, type Invocation } from './commands.js';
import { driftRows } from './drift.js';
import { stripControls, stripControlsKeepLines, truncate } from './escape.js';
import { functionName, pointerName, problemLines, staleVersionsText } from './format.js';
import { headline } from './headline.js';
import { fileRows } from './package-changes.js';
import { seePage } from './project-page.js';
import { memberRows } from './release-table.js';
import { removalRows } from './retention.js';
import { rolloutText } from './rollout.js';
import { runFacts } from './run-facts.js';
import { LOG_SCREEN, type Screen, wrapped } from './screen.js';
import { stepStatusText, untouchedText } from './summary-blocks.js';
import { terminalFacts } from './table.js';
import { timelineLines } from './timeline.js';
import { trafficLines } from './traffic-table.js';
import { versionRows } from './version-table.js';

/**
 * The receipt for a terminal or a log: plain text, no control characters but line ends (and colours, when asked
 * for), and no line that a runner could take for one of its commands.
 */
export function terminalText(receipt: Receipt, door: Invocation, screen: Screen = LOG_SCREEN): string {
  const paint = painter(screen);
  // All but the first part is indented by two.
  const inner = screen.columns === undefined ? screen : { ...screen, columns: Math.max(20, screen.columns - 2) };
  const parts = [
    titleLines(receipt, screen, paint),
    failureLines(receipt, door, inner, paint),
    ...operationTables(receipt, door, inner),
    commandLines(receipt, door, paint),
    receipt.removed || receipt.adoption || receipt.members ? [] : stepLines(receipt, inner),
    terminalFacts(runFacts(receipt, door), inner),
    receipt.notices.flatMap((notice) => wrapped(`note: ${stripControls(notice)}`, inner, '      ')),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part, at) => (at === 0 ? part : part.map((row) => `  ${row}`)).join('\n'))
    .join('\n\n')
    .split('\n')
    .map(breakWorkflowCommands)
    .join('\n');
}

/** What this operation is about, as tables. */
function operationTables(receipt: Receipt, door: Invocation, screen: Screen): string[][] {
  const words = rolloutText(receipt);
  return [
    receipt.versions || receipt.removed || receipt.members ? [] : trafficLines(receipt, screen),
    memberRows(receipt, screen),
    words === undefined ? [] : wrapped(stripControls(`rollout: ${words}`), screen, '  '),
    receipt.rollout && !receipt.dryRun ? timelineLines(receipt.rollout) : [],
    driftRows(receipt, screen),
    adoptionRows(receipt, screen),
    versionRows(receipt, door, screen),
    removalRows(receipt, screen),
    fileRows(receipt, screen),
  ];
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, the older `##[` included */
const breakWorkflowCommands = (row: string): string => row.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '## [');

type Paint = (style: 'bold' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

const painter =
  ({ colors }: Screen): Paint =>
  (style, text) =>
    // Whether this is a terminal that takes colours is known already.
    colors ? styleText(style, text, { validateStream: false }) : text;

const MARKS = {
  good: ['✔', 'green'],
  share: ['◔', 'green'],
  back: ['↩', 'yellow'],
  plan: ['?', 'cyan'],
  list: ['≡', 'cyan'],
  bad: ['✘', 'red'],
  skip: ['-', 'yellow'],
} as const;

function titleLines(receipt: Receipt, screen: Screen, paint: Paint): string[] {
  const { mark, sentence } = headline(receipt);
  const [sign, style] = MARKS[mark];
  const { providerTitle, provider, url, versionedTogether = [] } = receipt;
  const pointer = pointerName(receipt);
  const where = [
    providerTitle || provider,
    pointer && `${pointer.kind} ${truncate(pointer.name, 100)}`,
    url,
    staleVersionsText(receipt),
    versionedTogether.length > 1 && `moves together: ${versionedTogether.join(', ')}`,
  ].filter((part) => part);
  const name = functionName(receipt);
  const title = [truncate(name, 100), truncate(sentence, 200)].filter(Boolean).join(' · ');
  const [first = '', ...more] = wrapped(`  ${stripControls(title)}`, screen, '  ').map((line) => line.slice(2));
  const lines = [`${paint(style, sign)} ${paint('bold', first)}`, ...more.map((line) => `  ${paint('bold', line)}`)];
  return where.length === 0 ? lines : [...lines, ...wrapped(`  ${stripControls(where.join(' · '))}`, screen, '  ')];
}

function failureLines({ error }: Receipt, door: Invocation, screen: Screen, paint: Paint): string[] {
  if (!error) return [];
  const next = [error.next, seePage(error.page, door)].filter((part) => part !== undefined).join(' ');
  return [
    ...problemLines(error.message)
      .flatMap((line) => wrapped(stripControls(line), screen))
      .map((line) => paint('red', line)),
    ...(next ? wrapped(stripControls(next), screen) : []),
  ];
}

function commandLines(receipt: Receipt, door: Invocation, paint: Paint): string[] {
  return rollbackFirst(receipt).flatMap((suggestion, at) => {
    const rows = commandsFor(suggestion, door).flatMap(({ label, line, needs }) => [
      stripControls(`${label}${needs ? ` (${needs})` : ''}:`),
      ...stripControlsKeepLines(line)
        .split('\n')
        .map((row) => `  ${paint('cyan', row)}`),
    ]);
    return [...(at > 0 ? [''] : []), paint('bold', stripControls(suggestion.title)), ...rows];
  });
}

const STEP_SIGNS: Record<StepStatus, string> = {
  ...{ done: '✔', failed: '✘', partial: '✘' },
  ...{ unknown: '?', running: '?', planned: '·' },
};

function stepLines(receipt: Receipt, screen: Screen): string[] {
  const rows = receipt.steps.flatMap((step) => {
    const facts = [
      stripControls(truncate(step.what, 200)),
      stepStatusText(step),
      step.ms === undefined ? '' : formatDuration(step.ms),
    ];
    return wrapped(`${STEP_SIGNS[step.status]} ${facts.filter((fact) => fact !== '').join(' · ')}`, screen, '  ');
  });
  const untouched = untouchedText(receipt);
  return untouched ? [...rows, `· ${untouched}`] : rows;
}
