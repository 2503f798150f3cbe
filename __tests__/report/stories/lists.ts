import type { VersionWithShares } from '../../../src/core/model.js';
import { aws, receipt } from './base.js';

const row = (n: number): VersionWithShares => ({
  id: String(n),
  status: n === 4 ? 'failed' : 'ready',
  state: n === 4 ? 'Failed' : 'Active',
  createdAt: new Date(Date.UTC(2026, 10, n, 9, 30)).toISOString(),
  bytes: 1_200_000 + n * 4096,
  checksum: 'abc=',
  note: `vd1 commit=${String(n).repeat(12).slice(0, 12)} run=74029.1 pkg=${'0'.repeat(32)} Release ${n}`,
  shares: {},
});

export const listed = receipt({
  ...aws,
  operation: 'list',
  ms: 240,
  stages: [{ name: 'list', ms: 190 }],
  before: { stable: '6', canary: { version: '20', percent: 10 } },
  after: { stable: '6', canary: { version: '20', percent: 10 } },
  versions: Array.from({ length: 20 }, (_, at) => row(20 - at)).map((release) => ({
    ...release,
    shares: release.id === '6' ? { live: 90, staging: 100 } : release.id === '20' ? { live: 10 } : {},
  })) as VersionWithShares[],
  versionsCut: 31,
});
