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
import { removalRows, rolloutText } from './retention.js';
import { runFacts } from './run-facts.js';
import { stepStatusText, untouchedText } from './summary-blocks.js';
import { terminalFacts } from './table.js';
import { trafficLines } from './traffic-table.js';
import { versionRows } from './version-table.js';

export interface TerminalOptions {
  /** write ANSI colours; default false */
  color?: boolean;
}

/**
 * The receipt for a terminal or a log: plain text, no control characters but line ends (and colours, when asked
 * for), and no line that a runner could take for one of its commands.
 */
export function terminalText(receipt: Receipt, door: Invocation, { color = false }: TerminalOptions = {}): string {
  const paint = painter(color);
  const parts = [
    titleLines(receipt, paint),
    failureLines(receipt, door, paint),
    ...operationTables(receipt, door),
    commandLines(receipt, door, paint),
    receipt.removed || receipt.adoption ? [] : stepLines(receipt),
    terminalFacts(runFacts(receipt, door)),
    receipt.notices.map((notice) => `note: ${stripControls(notice)}`),
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
function operationTables(receipt: Receipt, door: Invocation): string[][] {
  const words = rolloutText(receipt);
  return [
    receipt.versions || receipt.removed ? [] : trafficLines(receipt),
    words === undefined ? [] : [stripControls(`rollout: ${words}`)],
    driftRows(receipt),
    adoptionRows(receipt),
    versionRows(receipt, door),
    removalRows(receipt),
    fileRows(receipt),
  ];
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, the older `##[` included */
const breakWorkflowCommands = (row: string): string => row.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '## [');

type Paint = (style: keyof typeof STYLES, text: string) => string;

const STYLES = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

const painter =
  (color: boolean): Paint =>
  (style, text) =>
    color ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;

const MARKS = {
  good: ['✔', 'green'],
  share: ['◔', 'green'],
  back: ['↩', 'yellow'],
  plan: ['?', 'cyan'],
  list: ['≡', 'cyan'],
  bad: ['✘', 'red'],
  skip: ['-', 'yellow'],
} as const;

function titleLines(receipt: Receipt, paint: Paint): string[] {
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
  const first = `${paint(style, sign)} ${paint('bold', stripControls([truncate(name, 100), truncate(sentence, 200)].filter(Boolean).join(' · ')))}`;
  return where.length === 0 ? [first] : [first, `  ${stripControls(where.join(' · '))}`];
}

function failureLines({ error }: Receipt, door: Invocation, paint: Paint): string[] {
  if (!error) return [];
  const next = [error.next, seePage(error.page, door)].filter((part) => part !== undefined).join(' ');
  return [
    ...problemLines(error.message).map((line) => paint('red', stripControls(line))),
    ...(next ? [stripControls(next)] : []),
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

function stepLines(receipt: Receipt): string[] {
  const rows = receipt.steps.map((step) => {
    const facts = [
      stripControls(truncate(step.what, 200)),
      stepStatusText(step),
      step.ms === undefined ? '' : formatDuration(step.ms),
    ];
    return `${STEP_SIGNS[step.status]} ${facts.filter((fact) => fact !== '').join(' · ')}`;
  });
  const untouched = untouchedText(receipt);
  return untouched ? [...rows, `· ${untouched}`] : rows;
}
