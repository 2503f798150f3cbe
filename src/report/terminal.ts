import type { Receipt, StepStatus } from '../core/model.js';
import { notDone, stepWords } from './blocks.js';
import { cut, lines, plain } from './escape.js';
import { grid } from './grid.js';
import { headline } from './headline.js';
import { walkWords } from './kept.js';
import { files, releases, removals } from './tables.js';
import { cellsOf, trafficOf } from './traffic.js';
import { commands, type Door } from './undo.js';
import { ordered } from './ways.js';
import { count, duration, lagWords, nameOf, numberOf, pointerOf, size, spent } from './words.js';

export interface TerminalOptions {
  /** write ANSI colours; default false */
  color?: boolean;
}

/**
 * The receipt for a terminal or a log: plain text, no control characters but line ends (and colours, when asked
 * for), and no line that a runner could take for one of its commands.
 */
export function terminal(receipt: Receipt, door: Door, { color = false }: TerminalOptions = {}): string {
  const paint = painter(color);
  const parts = [
    head(receipt, paint),
    failure(receipt, paint),
    ...told(receipt),
    ways(receipt, door, paint),
    receipt.removed ? [] : steps(receipt),
    facts(receipt),
    receipt.notices.map((notice) => `note: ${plain(notice)}`),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part, at) => (at === 0 ? part : part.map((row) => `  ${row}`)).join('\n'))
    .join('\n\n')
    .split('\n')
    .map(inert)
    .join('\n');
}

/** What this operation is about, as tables. */
function told(receipt: Receipt): string[][] {
  const words = walkWords(receipt);
  return [
    receipt.versions || receipt.removed ? [] : traffic(receipt),
    words === undefined ? [] : [plain(`rollout: ${words}`)],
    releases(receipt),
    removals(receipt),
    files(receipt),
  ];
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, the older `##[` included */
const inert = (row: string): string => row.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '## [');

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

function head(receipt: Receipt, paint: Paint): string[] {
  const { mark, sentence } = headline(receipt);
  const [sign, style] = MARKS[mark];
  const { providerTitle, provider, url, versionedTogether = [] } = receipt;
  const pointer = pointerOf(receipt);
  const where = [
    providerTitle || provider,
    pointer && `${pointer.kind} ${cut(pointer.name, 100)}`,
    url,
    lagWords(receipt),
    versionedTogether.length > 1 && `moves together: ${versionedTogether.join(', ')}`,
  ].filter((part) => part);
  const name = nameOf(receipt);
  const first = `${paint(style, sign)} ${paint('bold', plain([cut(name, 100), cut(sentence, 200)].filter(Boolean).join(' · ')))}`;
  return where.length === 0 ? [first] : [first, `  ${plain(where.join(' · '))}`];
}

function failure({ error }: Receipt, paint: Paint): string[] {
  if (!error) return [];
  return [paint('red', plain(error.message)), ...(error.next ? [plain(error.next)] : [])];
}

function traffic(receipt: Receipt): string[] {
  const found = trafficOf(receipt);
  if (!found) return [];
  const rows = found.rows.map((share) => {
    const { name, before, now, bar } = cellsOf(share, found);
    return [`version ${plain(cut(name, 60))}`, ...(found.moved ? [before] : []), now, bar];
  });
  const right = { align: 'right' as const };
  const before = found.moved ? [{ title: 'before', ...right }] : [];
  return grid([{ title: 'traffic' }, ...before, { title: 'now', ...right }, { title: '' }], rows);
}

function ways(receipt: Receipt, door: Door, paint: Paint): string[] {
  return ordered(receipt).flatMap((suggestion, at) => {
    const rows = commands(suggestion, door).flatMap(({ label, line, needs }) => [
      plain(`${label}${needs ? ` (${needs})` : ''}:`),
      ...lines(line)
        .split('\n')
        .map((row) => `  ${paint('cyan', row)}`),
    ]);
    return [...(at > 0 ? [''] : []), paint('bold', plain(suggestion.title)), ...rows];
  });
}

const STEP_SIGNS: Record<StepStatus, string> = {
  ...{ done: '✔', failed: '✘', partial: '✘' },
  ...{ unknown: '?', running: '?', planned: '·' },
};

function steps(receipt: Receipt): string[] {
  const rows = receipt.steps.map((step) => {
    const facts = [plain(cut(step.what, 200)), stepWords(step), step.ms === undefined ? '' : duration(step.ms)];
    return `${STEP_SIGNS[step.status]} ${facts.filter((fact) => fact !== '').join(' · ')}`;
  });
  const untouched = notDone(receipt);
  return untouched ? [...rows, `· ${untouched}`] : rows;
}

function facts(receipt: Receipt): string[] {
  const { package: pkg, workflowRun, ms } = receipt;
  const version = numberOf(receipt.version);
  const rows: [string, string | undefined][] = [
    ['version', version && `${version}${pkg ? (receipt.changed ? ' (new)' : ' (reused)') : ''}`],
    ['package', pkg && `${size(pkg.bytes)}, ${count(pkg.files, 'file')}, sha256 ${pkg.sha256}`],
    ['file', pkg?.file],
    ['output', receipt.output],
    [
      'commit',
      workflowRun.commit &&
        `${workflowRun.commit.slice(0, 12)}${workflowRun.author ? ` by ${workflowRun.author}` : ''}`,
    ],
    ['run', workflowRun.runUrl],
    ['took', [duration(ms), ...spent(receipt).map((stage) => `${stage.name} ${duration(stage.ms)}`)].join(' · ')],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name.padEnd(8)} ${plain(value)}`] : []));
}
