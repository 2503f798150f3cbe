import { pkg, receipt, source } from './base.js';
import { listed } from './lists.js';
import { switched } from './moves.js';

export const evil = [
  '</details></td></table><script>alert(1)</script><img src=x onerror=alert(1)>',
  'pipe | backtick ` `` ``` newline\n\n# heading\n- list\n> quote',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example> www.evil.example',
  '@octocat #1 GH-2 acme/shop#3 ::error::x ##[error]y \u202Egnp.exe\u200B\u0007\u001b[31m',
].join(' ');

export const hostile = receipt({
  ...switched,
  outcome: 'failed',
  providerTitle: evil,
  function: evil,
  alias: evil,
  operation: evil,
  url: 'javascript:alert(1)',
  workflowRun: {
    ...source,
    author: evil,
    ref: evil,
    commit: evil,
    runId: evil,
    runUrl: `https://x.example/)|[a](b)${evil}`,
  },
  steps: [
    { kind: 'publish', what: evil, status: 'done', ms: 1 },
    { kind: 'point', what: evil, status: 'unknown', ms: 1 },
  ],
  stages: [{ name: evil, ms: 1 }],
  before: { stable: evil },
  staleVersions: [evil],
  after: { stable: `${evil}2` },
  version: { id: evil, status: 'ready', state: evil, checksum: evil, createdAt: evil },
  package: { ...pkg, file: evil, sha256: evil },
  suggestions: [
    {
      kind: 'rollback',
      title: evil,
      inputs: { operation: 'rollback', function: evil, 'invoke-api-key': 'hunter2' },
      vendor: [{ tool: evil, line: `curl '${evil}'`, needs: evil }],
    },
  ],
  notices: [evil, evil],
  error: { kind: 'vendor', message: evil, next: evil },
  versionedTogether: [evil, evil],
});

export const hostileList = receipt({
  ...listed,
  versions: [
    { id: evil, status: 'ready', state: evil, createdBy: evil, note: evil, createdAt: evil, shares: { [evil]: 50 } },
    { id: '2', status: 'ready', note: `vd1 commit=${evil.replaceAll(' ', '')} ${evil}`, shares: {} },
  ],
});
