import { aws, invokeStages, pkg, receipt, suggestion, version } from './base.js';

export const switched = receipt({
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 7', status: 'done', ms: 640 },
  ],
  stages: invokeStages,
  before: { stable: '6' },
  after: { stable: '7' },
  version: version('7'),
  previousVersion: '6',
  changed: true,
  switched: true,
  package: pkg,
  url: 'https://exec.example.com/invoke/6f1d/',
  ...{ settlesMs: 30_000, staleVersions: ['6'] },
  suggestions: [suggestion('rollback', '6')],
});

export const first = receipt({
  ...switched,
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 1', status: 'done', ms: 640 },
  ],
  before: null,
  staleVersions: [],
  after: { stable: '1' },
  version: version('1'),
  previousVersion: undefined,
  suggestions: [],
});

export const unchanged = receipt({
  stages: invokeStages.slice(0, 3),
  ms: 502,
  before: { stable: '7' },
  after: { stable: '7' },
  version: version('7'),
  previousVersion: '7',
  package: pkg,
});

export const published = receipt({
  ...switched,
  steps: switched.steps.slice(0, 1),
  stages: invokeStages.slice(0, 4),
  after: { stable: '6' },
  switched: false,
  settlesMs: undefined,
  suggestions: [suggestion('go-live', '7')],
});

export const canary = receipt({
  ...switched,
  ...aws,
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 5204 },
    {
      kind: 'point',
      what: 'point live at version 6 (90 %) and version 7 (10 %)',
      status: 'done',
      ms: 210,
    },
  ],
  after: { stable: '6', canary: { version: '7', percent: 10 } },
  suggestions: [suggestion('rollback', '6', 'aws-lambda')],
});

export const promoted = receipt({
  ...aws,
  operation: 'promote',
  ms: 611,
  steps: [{ kind: 'point', what: 'point live at version 7', status: 'done', ms: 210 }],
  stages: [
    { name: 'read alias', ms: 180 },
    { name: 'switch', ms: 210 },
  ],
  before: { stable: '6', canary: { version: '7', percent: 10 } },
  after: { stable: '7' },
  version: { id: '7', status: 'ready' },
  previousVersion: '6',
  switched: true,
  suggestions: [suggestion('rollback', '6', 'aws-lambda')],
});

export const rolledBack = receipt({
  operation: 'rollback',
  ms: 402,
  steps: [{ kind: 'point', what: 'point active at version 6', status: 'done', ms: 120 }],
  stages: [
    { name: 'read alias', ms: 80 },
    { name: 'switch', ms: 120 },
  ],
  before: { stable: '7' },
  after: { stable: '6' },
  version: { id: '6', status: 'ready' },
  previousVersion: '7',
  switched: true,
  ...{ settlesMs: 30_000, staleVersions: ['7'] },
  suggestions: [suggestion('rollback', '7')],
});

export const planned = receipt({
  outcome: 'planned',
  dryRun: true,
  ms: 466,
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'planned' },
    { kind: 'point', what: 'point active at version (next)', status: 'planned' },
  ],
  stages: invokeStages.slice(0, 3),
  before: { stable: '6' },
  after: { stable: '6' },
  version: { id: '(next)', status: 'planned', bytes: pkg.bytes },
  previousVersion: '6',
  changed: true,
  package: pkg,
});
