import { receipt, suggestion } from './base.js';
import { switched } from './moves.js';

export const failedEarly = receipt({
  outcome: 'failed',
  ms: 380,
  stages: [{ name: 'package', ms: 340 }],
  before: { stable: '6' },
  after: { stable: '6' },
  error: {
    kind: 'input',
    message: 'Input `path` is "dist": the directory is empty.',
    next: 'Run the build before this step, or name the directory that it writes.',
  },
});

export const failedLate = receipt({
  ...switched,
  outcome: 'failed',
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 7', status: 'failed', ms: 95 },
  ],
  after: { stable: '6' },
  switched: false,
  settlesMs: undefined,
  suggestions: [suggestion('go-live', '7')],
  error: {
    kind: 'vendor',
    message: 'Invoke refused to switch my-api to version 7: 403 "Project access denied".',
    next: 'Give the key the role of a developer in the project, then make version 7 live with the command below.',
  },
});

export const failedUnknown = receipt({
  ...switched,
  outcome: 'failed',
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 7', status: 'unknown', ms: 30_002 },
  ],
  after: undefined,
  switched: false,
  settlesMs: undefined,
  suggestions: [suggestion('rollback', '6')],
  notices: ['What is live could not be read: no answer within 30 s. Before the run it was version 6.'],
  error: {
    kind: 'network',
    message: 'No answer from https://invoke.example.com within 30 s while switching my-api to version 7.',
    next: 'Look at what is live with `list`, then run the deploy again, or go back with the command below.',
  },
});
