import { describe, expect, test } from '@jest/globals';
import { commentBody } from '../../src/report/comment-body.js';
import { headline } from '../../src/report/headline.js';
import { packageChanges } from '../../src/report/package-changes.js';
import { rolloutText } from '../../src/report/rollout.js';
import { summary } from '../../src/report/summary.js';
import { compared, diff, door, evil, previewed, previewGone, receipt, swept, walkedBack } from './stories/index.js';

const many = (n: number, text?: string) => ({
  ...diff,
  changed: n,
  files: Array.from({ length: n }, (_, at) => ({
    path: `src/${at}.js`,
    before: { mode: 0o644, size: at, sha256: 'a'.repeat(64) },
    after: { mode: 0o644, size: at * 2, sha256: 'b'.repeat(64) },
    text,
  })),
});

describe('a diff', () => {
  test('shows the file that grew most first', () => {
    const [, , row] = packageChanges(diff, 10_000)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(row).toBe('| `node_modules/left-pad/index.js` | added | – | 256 KB | +256 KB | `22222222` |');
  });

  test('shows texts line by line, in fences that they cannot end', () => {
    expect(packageChanges(diff, 10_000)).toContain('````diff\n@@ -1,2 +1,2 @@\n-const a = 1;');
  });

  test.each([60_000, 600_000])('of 5000 files with texts stays below %s bytes and says what is missing', (limit) => {
    const markdown = packageChanges(many(5000, 'x'.repeat(2000)), limit);
    expect(Buffer.byteLength(markdown)).toBeLessThan(limit);
    expect(markdown).toMatch(/Left out for length: [\d]+ (files|texts)/);
  });

  test('of 300 files shows each of them', () => {
    const markdown = packageChanges(many(300), 600_000);
    for (let at = 0; at < 300; at++) expect(markdown).toContain(`\`src/${at}.js\``);
    expect(markdown).not.toContain('Left out');
  });

  test('of nothing says so', () => {
    const same = { ...diff, added: 0, removed: 0, changed: 0, files: [], bytesAfter: diff.bytesBefore };
    expect(packageChanges(same, 1000)).toBe('**version 6 → version 7** · no file differs (139 the same) · 4.5 MB');
  });
});

describe('the headline', () => {
  test.each([
    [swept, '1 refused, 2 deleted, 1 kept'],
    [compared, '1 added, 1 removed, 4 changed, 2 renamed, 135 unchanged'],
    [previewed, 'preview of pull request 12 is version 7'],
    [previewGone, 'preview of pull request 12 is removed'],
    [walkedBack, 'version 7 was taken back, version 6 is live again'],
  ])('of the story is short', (story, sentence) => {
    expect(headline(story).sentence).toBe(sentence);
  });

  test('of a dry sweep says what would go', () => {
    const story = { ...swept, outcome: 'planned' as const, dryRun: true, removals: { planned: 3, kept: 2 } };
    expect(headline(story).sentence).toBe('dry run: 3 would go, 2 kept');
  });
});

test('a walk says how far it went, what was probed, and why it ended', () => {
  expect(rolloutText(walkedBack)).toBe(
    '5 % → 25 % → 100 % · reached 25 % · 6 of 60 probes failed, 0 of 60 on the old version · watched 1 min 24 s · was taken back: Version 7 failed its probes with 25 % of the traffic: 6 of 60 probes failed, of the stable version 0 of 60; chance alone does that in fewer than 1 of 40 rollouts.',
  );
});

test('a walk with one probe counts nothing', () => {
  const { rollout, ...story } = walkedBack;
  const probes = { fresh: { sent: 1, failed: 1, inconclusive: 0 } };
  const walked = rollout && { ...rollout, probes };
  expect(rolloutText({ ...story, rollout: walked })).toContain(' · the probe failed · ');
});

test('a sweep shows what was refused before what went', () => {
  const rows = summary(swept, door)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  expect(rows[2]).toContain('**refused**');
  expect(rows.at(-1)).not.toContain('refused');
});

describe('the comment', () => {
  test('says where the preview is and what differs', () => {
    const body = commentBody(previewed, door);
    expect(body).toContain('(<https://abc123.lambda-url.eu-central-1.on.aws/>)');
    expect(body).toContain('compared with version 6, which is live');
    expect(body).toContain('`node_modules/left-pad/index.js`');
  });

  test('of a removed preview has no address and no diff', () => {
    const body = commentBody(previewGone, door);
    expect(body).toContain('preview of pull request 12 is removed');
    expect(body).not.toContain('lambda-url');
  });

  test('calls nobody and stays below the limit, whatever it is given', () => {
    const body = commentBody(
      receipt({
        ...previewed,
        function: `@team/${evil}`,
        diff: { ...many(3000, evil), from: evil },
        notices: Array.from({ length: 500 }, () => evil.repeat(20)),
        error: { kind: 'vendor', message: evil.repeat(100), next: evil.repeat(100) },
      }),
      door,
    );
    expect(body.length).toBeLessThan(65_000);
    expect(body.replace(/(`{3,})diff\n[\s\S]*?\n\1/g, '')).not.toMatch(/@(?:team|octocat)|<script/);
  });
});
