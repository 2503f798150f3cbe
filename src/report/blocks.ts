import type { Receipt, Step, StepStatus } from '../core/model.js';
import { code, cut, link, prose, text } from './escape.js';
import { headline } from './headline.js';
import { alert, bullets, dotted, table } from './markdown.js';
import type { Door } from './undo.js';
import { count, duration, lagWords, nameOf, numberOf, pointerOf, size, spent, time } from './words.js';

/** The parts of a summary that are made from one receipt. An empty text means that there is nothing to say. */

const MARKS = { good: '✅', share: '🐤', back: '⏪', plan: '📝', list: '📋', bad: '❌', skip: '⏭️' } as const;

export function title(receipt: Receipt): string {
  const { mark, sentence } = headline(receipt);
  const name = code(cut(nameOf(receipt), 100));
  return `### ${MARKS[mark]} ${dotted([name, prose(cut(sentence, 200))])}`;
}

/** Where this is, and what a reader must know about it at once. */
export function subtitle(receipt: Receipt): string {
  const { providerTitle, provider, url, versionedTogether = [] } = receipt;
  const pointer = pointerOf(receipt);
  const lag = lagWords(receipt);
  const together =
    versionedTogether.length > 1
      ? `moves together: ${versionedTogether.map((name) => code(cut(name, 60))).join(', ')}`
      : undefined;
  return dotted([
    `**${text(cut(providerTitle || provider, 40))}**`.replace('****', ''),
    pointer && `${pointer.kind} ${code(cut(pointer.name, 100))}`,
    url === undefined ? undefined : link(code(url), url),
    lag && text(lag),
    together,
  ]);
}

/** The failure in its own words, and what to do now. */
export function failure({ error }: Receipt): string {
  if (!error) return '';
  const next = error.next ? [`**${prose(cut(error.next, 500))}**`] : [];
  return alert('CAUTION', [prose(cut(error.message, 1500)), ...(next.length > 0 ? ['', ...next] : [])]);
}

const STEP_MARKS: Record<StepStatus, string> = {
  ...{ done: '✅', failed: '❌', partial: '❌' },
  ...{ unknown: '❓', running: '❓', planned: '' },
};
const STEP_WORDS: Record<StepStatus, string> = {
  done: '',
  planned: '',
  failed: 'refused, nothing changed by it',
  partial: 'accepted, but it did not come to its end',
  unknown: 'sent, but no clear answer came: it may have happened',
  running: 'was under way when the run stopped: it may have happened',
};

export const stepWords = ({ status }: Step): string => STEP_WORDS[status];

/** The writes in their order; after a failure also what was not reached, and of a plan what would be done. */
export function steps(receipt: Receipt): string {
  const items = receipt.steps.map((step) =>
    dotted([
      `${STEP_MARKS[step.status]} ${prose(cut(step.what, 200))}`.trim(),
      stepWords(step) && `**${stepWords(step)}**`,
      step.ms === undefined ? undefined : duration(step.ms),
    ]),
  );
  if (receipt.outcome === 'planned') return items.map((item, at) => `${at + 1}. ${item}`).join('\n');
  const untouched = notDone(receipt);
  return bullets([...items, ...(untouched ? [`➖ ${untouched}`] : [])]);
}

/** What a failed run did not get to, as far as its steps tell. */
export function notDone({ outcome, steps, operation }: Receipt): string | undefined {
  if (outcome !== 'failed' || operation === 'list') return undefined;
  if (steps.length === 0) return 'nothing was written: no upload, no traffic moved';
  return steps.some(({ kind }) => kind === 'point' || kind === 'drop') ? undefined : 'traffic was not touched';
}

/** What was shipped, by whom and when, in one row. */
export function facts(receipt: Receipt, door: Door): string {
  const { package: pkg, workflowRun, changed, ms } = receipt;
  const version = numberOf(receipt.version);
  const columns: [string, string | undefined][] = [
    [
      'version',
      version &&
        `**${text(version)}** ${pkg && receipt.operation !== 'rollback' ? (changed ? 'new' : 'reused') : ''}`.trim(),
    ],
    ['package', pkg && `${size(pkg.bytes)} · ${code(pkg.sha256.slice(0, 12))}`],
    ['files', pkg && String(pkg.files)],
    ['commit', workflowRun.commit && commit(workflowRun.commit, receipt, door)],
    ['by', workflowRun.author && text(cut(workflowRun.author, 40))],
    ['run', workflowRun.runId && link(text(cut(workflowRun.runId, 20)), workflowRun.runUrl)],
    ['took', duration(ms)],
  ];
  const given = columns.filter((column): column is [string, string] => Boolean(column[1]));
  // A row that says only how long it took is no table.
  if (given.length < 2) return '';
  return table(
    given.map(([title]) => ({ title })),
    [given.map(([, value]) => value)],
  );
}

export function commit(sha: string, { workflowRun }: Receipt, door: Door): string {
  const label = code(sha.slice(0, 7));
  if (door.kind !== 'action' || !workflowRun.repository || !/^[0-9a-f]{7,64}$/i.test(sha)) return label;
  return link(label, `${door.serverUrl}/${workflowRun.repository}/commit/${sha}`);
}

/** What the time went into. */
export function stages(receipt: Receipt): string {
  const words = spent(receipt).map(({ name, ms }) => `${text(cut(name, 40))} ${duration(ms)}`);
  return words.length === 0 ? '' : `<sub>⏱ ${words.join(' · ')}</sub>`;
}

const sentence = (notice: string): string => prose(cut(notice, 600));

export function notices({ notices }: Receipt): string {
  return notices.length === 0
    ? ''
    : alert(
        'NOTE',
        notices.length === 1 ? notices.map(sentence) : [bullets(notices.map(sentence)).replaceAll('\n', '\n> ')],
      );
}

/** Everything exact, for whoever looks twice. */
export function exact({ package: pkg, version, startedAt, workflowRun }: Receipt): string {
  const rows: [string, string | undefined][] = [
    ['started', `${text(time(startedAt))}${workflowRun.runAttempt ? `, attempt ${text(workflowRun.runAttempt)}` : ''}`],
    ['ref', workflowRun.ref && code(workflowRun.ref)],
    ['commit', workflowRun.commit && code(workflowRun.commit)],
    ['version created', version?.createdAt && text(time(version.createdAt))],
    ['provider’s checksum', version?.checksum && code(version.checksum)],
    ['provider’s status', version?.state && text(version.state)],
    ...packageRows(pkg),
  ];
  const given = rows.filter((row): row is [string, string] => Boolean(row[1]));
  return table([{ title: 'fact' }, { title: 'exactly' }], given);
}

function packageRows(pkg: Receipt['package']): [string, string | undefined][] {
  if (!pkg) return [];
  return [
    ['package', `${code(pkg.file)}`],
    ['size', `${pkg.bytes} bytes, ${size(pkg.unpackedBytes)} unpacked in ${count(pkg.files, 'file')}`],
    ['sha256', code(pkg.sha256)],
    ['sha256 of the content', code(pkg.manifestSha256)],
  ];
}
