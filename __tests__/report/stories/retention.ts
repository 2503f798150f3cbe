import type { Diff, FileChange } from '../../../src/core/diff.js';
import type { Removal } from '../../../src/core/retention.js';
import { aws, receipt } from './base.js';
import { canary, switched } from './moves.js';

const file = (path: string, before: number | undefined, after: number | undefined, text?: string): FileChange => ({
  path,
  before: before === undefined ? undefined : { mode: 0o644, size: before, sha256: '1'.repeat(64) },
  after: after === undefined ? undefined : { mode: 0o644, size: after, sha256: '2'.repeat(64) },
  text,
});

/** The same content under another name. */
function renamed(renamedFrom: string, path: string, bytes: number): FileChange {
  const { after } = file(path, undefined, bytes);
  return { path, renamedFrom, before: after, after };
}

const executable = (change: FileChange): FileChange => ({
  ...change,
  after: change.after && { ...change.after, mode: 0o755 },
});

export const diff: Diff = {
  from: 'version 6',
  to: 'version 7',
  added: 1,
  removed: 1,
  changed: 2,
  renamed: 0,
  unchanged: 139,
  bytesBefore: 4_718_592,
  bytesAfter: 4_980_736,
  files: [
    file('README.md', 900, undefined),
    file('index.js', 4096, 4120, '@@ -1,2 +1,2 @@\n-const a = 1;\n+const a = 2;\n ```\n'),
    file('node_modules/left-pad/index.js', undefined, 262_144),
    file('package.json', 612, 612, '@@ -3 +3 @@\n-  "version": "1.0.0"\n+  "version": "1.0.1"\n'),
  ],
  filesCut: 0,
  textsCut: 0,
};

const everyKindOfChange: Diff = {
  ...diff,
  changed: 4,
  renamed: 2,
  unchanged: 135,
  files: [
    ...diff.files,
    renamed('lib/orders.js', 'src/orders.js', 8_200),
    executable(renamed('start.sh', 'bin/start', 700)),
    { ...file('src/prices.csv', 2_400, 2_320), encodingOnly: 'CRLF → LF' },
    executable({ ...file('bin/seed', 120, 123), encodingOnly: 'BOM added' }),
  ],
};

export const compared = receipt({ ...aws, operation: 'diff', ms: 1200, diff: everyKindOfChange });

const removal = (id: string, outcome: Removal['outcome'], why: string): Removal => ({
  kind: 'version',
  id,
  outcome,
  why,
  bytes: 1_284_301,
});

export const swept = receipt({
  ...aws,
  operation: 'cleanup',
  ms: 5100,
  steps: [{ kind: 'remove', what: 'delete version 1', status: 'done', ms: 120 }],
  removed: [
    removal('6', 'kept', 'live is version 6'),
    { kind: 'alias', id: 'pr-12', outcome: 'removed', why: 'expired 9 days ago' },
    removal('1', 'removed', 'no. 14 of the newest, 41 days old'),
    removal('2', 'refused', 'the provider said: "in use by `edge`"'),
  ],
  removals: { kept: 1, removed: 2, refused: 1 },
});

const head = '4e1d9c0aa2b1c3d4e5f60718293a4b5c6d7e8f90';

export const previewed = receipt({
  ...switched,
  ...aws,
  operation: 'preview',
  alias: 'pr-12',
  url: 'https://abc123.lambda-url.eu-central-1.on.aws/',
  before: null,
  after: { stable: '7' },
  suggestions: [],
  preview: {
    number: 12,
    name: 'pr-12',
    kind: 'alias',
    state: 'live',
    commit: head,
    url: 'https://abc123.lambda-url.eu-central-1.on.aws/',
    against: 'version 6, which is live',
  },
  diff,
});

export const previewGone = receipt({
  ...previewed,
  after: null,
  switched: true,
  preview: { number: 12, name: 'pr-12', kind: 'alias', state: 'removed', commit: head },
  diff: undefined,
});

export const walkedBack = receipt({
  ...canary,
  outcome: 'rolled-back',
  after: { stable: '6' },
  suggestions: [],
  rollout: {
    from: '6',
    to: '7',
    schedule: [
      { percent: 5, watchMs: 60_000 },
      { percent: 25, watchMs: 60_000 },
      { percent: 100, watchMs: 0 },
    ],
    reached: 25,
    waitedMs: 84_000,
    detect: 10,
    gates: [
      { percent: 0, verdict: 'pass', why: '29 of 29 good; a build failing less than 9.8 % would pass this' },
      {
        percent: 25,
        verdict: 'fail',
        why: '6 of 60 probes failed, of the stable version 0 of 60; chance alone does that in fewer than 1 of 40 rollouts',
      },
    ],
    timeline: [
      { at: 0, percent: 0, sent: 29, failed: 0, p99: 80 },
      { at: 2000, percent: 5, sent: 0, failed: 0 },
      ...Array.from({ length: 12 }, (_, at) => ({ at: 5000 * (at + 1), percent: 5, sent: 3, failed: 0, p99: 80 + at })),
      { at: 62_000, percent: 25, sent: 0, failed: 0 },
      { at: 66_000, percent: 25, sent: 5, failed: 1, p99: 120 },
      { at: 74_000, percent: 25, sent: 5, failed: 2, p99: 320 },
      { at: 84_000, percent: 25, sent: 5, failed: 3, p99: 300 },
    ],
    probes: { fresh: { sent: 60, failed: 6, inconclusive: 0 }, stable: { sent: 60, failed: 0, inconclusive: 0 } },
    end: 'rolled-back',
    why: 'Version 7 failed its probes with 25 % of the traffic: 6 of 60 probes failed, of the stable version 0 of 60; chance alone does that in fewer than 1 of 40 rollouts.',
  },
});
