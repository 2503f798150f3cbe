import { formatBytes, formatDuration } from '../core/format.js';
import { sureCallers } from '../core/latest-callers.js';
import type { Receipt, Step, StepStatus } from '../core/model.js';
import type { Invocation } from './commands.js';
import { escapeMarkdown, escapeProse, inlineCode, markdownLink, truncate } from './escape.js';
import {
  formatCount,
  formatTime,
  functionName,
  measuredStages,
  pointerName,
  problemLines,
  staleVersionsText,
} from './format.js';
import { headline } from './headline.js';
import { alertBlock, bulletList, joinWithDots, markdownTable } from './markdown.js';
import { projectPageUrl } from './project-page.js';

/** The parts of a summary that are made from one receipt. An empty text means that there is nothing to say. */

export const MARKS = { good: '✅', share: '🐤', back: '⏪', plan: '📝', list: '📋', bad: '❌', skip: '⏭️' } as const;

export function titleBlock(receipt: Receipt): string {
  const { mark, sentence } = headline(receipt);
  const name = inlineCode(truncate(functionName(receipt), 100));
  return `### ${MARKS[mark]} ${joinWithDots([name, escapeProse(truncate(sentence, 200))])}`;
}

/** Where this is, and what a reader must know about it at once. */
export function subtitleBlock(receipt: Receipt): string {
  const { providerTitle, provider, url, versionedTogether = [] } = receipt;
  const pointer = pointerName(receipt);
  const lag = staleVersionsText(receipt);
  const together =
    versionedTogether.length > 1
      ? `moves together: ${versionedTogether.map((name) => inlineCode(truncate(name, 60))).join(', ')}`
      : undefined;
  return joinWithDots([
    `**${escapeMarkdown(truncate(providerTitle || provider, 40))}**`.replace('****', ''),
    pointer && `${pointer.kind} ${inlineCode(truncate(pointer.name, 100))}`,
    url === undefined ? undefined : markdownLink(inlineCode(url), url),
    lag && escapeMarkdown(lag),
    together,
  ]);
}

/** The failure in its own words, and what to do now. */
export function failureBlock({ error }: Receipt, door: Invocation): string {
  if (!error) return '';
  const { page } = error;
  const see = page === undefined ? [] : [`See ${markdownLink(inlineCode(page), projectPageUrl(page, door))}.`];
  const words = [...(error.next ? [`**${escapeProse(truncate(error.next, 500))}**`] : []), ...see];
  const next = words.length > 0 ? [words.join(' ')] : [];
  return alertBlock('CAUTION', [...problemsText(error.message), ...(next.length > 0 ? ['', ...next] : [])]);
}

/** Several wrong inputs stand in a list. */
function problemsText(message: string): string[] {
  const [first = '', ...rest] = problemLines(truncate(message, 3000)).map(escapeProse);
  return rest.length === 0 ? [first] : [first, '', ...rest.map((line) => `- ${line}`)];
}

const STEP_MARKS: Record<StepStatus, string> = {
  ...{ done: '✅', failed: '❌', partial: '❌' },
  ...{ unknown: '❓', running: '❓', planned: '' },
};
const STEP_WORDS: Record<StepStatus, string> = {
  done: '',
  planned: '',
  failed: 'refused, nothing changed by it',
  partial: 'accepted, but not completed',
  unknown: 'sent, but no clear answer came: it may have happened',
  running: 'was under way when the run stopped: it may have happened',
};

export const stepStatusText = ({ kind, status }: Step): string =>
  kind === 'publish' && status === 'partial' ? 'accepted, but no ready version came of it' : STEP_WORDS[status];

/** The writes in their order; after a failure also what was not reached, and of a plan what would be done. */
export function stepsBlock(receipt: Receipt): string {
  const items = receipt.steps.map((step) =>
    joinWithDots([
      `${STEP_MARKS[step.status]} ${escapeProse(truncate(step.what, 200))}`.trim(),
      stepStatusText(step) && `**${stepStatusText(step)}**`,
      step.ms === undefined ? undefined : formatDuration(step.ms),
    ]),
  );
  if (receipt.outcome === 'planned') return items.map((item, at) => `${at + 1}. ${item}`).join('\n');
  const untouched = untouchedText(receipt);
  return bulletList([...items, ...(untouched ? [`➖ ${untouched}`] : [])]);
}

/** What a failed run did not get to, as far as its steps tell. */
export function untouchedText({ outcome, steps, effect, latest }: Receipt): string | undefined {
  if (outcome !== 'failed' || effect === 'reads') return undefined;
  if (steps.length === 0) return 'nothing was written: no upload, no traffic moved';
  return steps.some(({ kind }) => kind === 'point' || kind === 'drop')
    ? undefined
    : latest && sureCallers(latest).length > 0
      ? 'no alias was moved'
      : 'traffic was not touched';
}

/** What the time went into. */
export function stagesBlock(receipt: Receipt): string {
  const words = measuredStages(receipt).map(
    ({ name, ms }) => `${escapeMarkdown(truncate(name, 40))} ${formatDuration(ms)}`,
  );
  return words.length === 0 ? '' : `<sub>⏱ ${words.join(' · ')}</sub>`;
}

const sentence = (notice: string): string => escapeProse(truncate(notice, 600));

export function noticesBlock({ notices }: Receipt): string {
  return notices.length === 0
    ? ''
    : alertBlock(
        'NOTE',
        notices.length === 1 ? notices.map(sentence) : [bulletList(notices.map(sentence)).replaceAll('\n', '\n> ')],
      );
}

/** Everything exact, for whoever looks twice. */
export function exactFactsBlock({ package: pkg, version, startedAt, workflowRun }: Receipt): string {
  const rows: [string, string | undefined][] = [
    [
      'started',
      `${escapeMarkdown(formatTime(startedAt))}${workflowRun.runAttempt ? `, attempt ${escapeMarkdown(workflowRun.runAttempt)}` : ''}`,
    ],
    ['ref', workflowRun.ref && inlineCode(workflowRun.ref)],
    ['commit', workflowRun.commit && inlineCode(workflowRun.commit)],
    ['version created', version?.createdAt && escapeMarkdown(formatTime(version.createdAt))],
    ['provider’s checksum', version?.checksum && inlineCode(version.checksum)],
    ['provider’s status', version?.state && escapeMarkdown(version.state)],
    ...packageRows(pkg),
  ];
  const given = rows.filter((row): row is [string, string] => Boolean(row[1]));
  return markdownTable([{ title: 'fact' }, { title: 'exactly' }], given);
}

function packageRows(pkg: Receipt['package']): [string, string | undefined][] {
  if (!pkg) return [];
  return [
    ['package', pkg.file && inlineCode(pkg.file)],
    ['size', `${pkg.bytes} bytes, ${formatBytes(pkg.unpackedBytes)} unpacked in ${formatCount(pkg.files, 'file')}`],
    ['sha256', inlineCode(pkg.sha256)],
    ['sha256 of the content', inlineCode(pkg.manifestSha256)],
  ];
}
