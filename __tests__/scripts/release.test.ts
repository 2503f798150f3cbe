import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

// scripts/release.mjs against a real remote: a bare repository beside the clone.

const SCRIPT = resolve('scripts', 'release.mjs');

let home: string;
let clone: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Mona', '-c', 'user.email=m@example.com', ...args], {
    cwd: clone,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

function release(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', [SCRIPT, ...args], {
    cwd: clone,
    encoding: 'utf8',
  });
  return { code: status, said: `${stdout}${stderr}`.trim() };
}

/** A commit with this version, tagged and pushed. */
function tagged(version: string): string {
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ version }));
  writeFileSync(
    join(clone, 'CHANGELOG.md'),
    `# Changelog\n\n## ${version} (2026-12-01)\n\n- Of ${version}.\n\n## 0.9.0\n\n- Old.\n`,
  );
  git('add', '--all');
  git('commit', '-qm', version);
  git('tag', '-a', `v${version}`, '-m', version);
  git('push', '-q', 'origin', 'main', `v${version}`);
  git('fetch', '-q', 'origin');
  return git('rev-parse', 'HEAD');
}

const remoteTag = (name: string) => git('ls-remote', 'origin', `refs/tags/${name}`).split('\t')[0];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vd-release-'));
  clone = home;
  git('init', '-q', '--bare', '-b', 'main', 'remote.git');
  git('init', '-q', '-b', 'main', 'clone');
  clone = join(home, 'clone');
  git('remote', 'add', 'origin', join(home, 'remote.git'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('the major tag follows a release, goes back to the one before, and nowhere else', () => {
  const [one, two] = [tagged('1.0.0'), tagged('1.1.0')];
  expect(release('move', 'v1.0.0')).toEqual({ code: 0, said: 'v1 is v1.0.0 now. It is new.' });
  expect(remoteTag('v1')).toBe(one);
  expect(release('move', 'v1.1.0')).toEqual({ code: 0, said: 'v1 is v1.1.0 now. It was v1.0.0.' });
  expect(remoteTag('v1')).toBe(two);
  expect(release('move', 'v1.0.0')).toEqual({ code: 0, said: 'v1 is v1.0.0 now. It was v1.1.0.' });
  expect(release('move', 'v1.0.0')).toEqual({ code: 0, said: 'v1 is v1.0.0 already.' });
  expect(remoteTag('v1')).toBe(one);
  expect(release('move', 'v1.2.0')).toMatchObject({ code: 1, said: expect.stringContaining('no tag v1.2.0') });
  expect(release('move', 'v1')).toMatchObject({ code: 1 });
  expect(remoteTag('v1')).toBe(one);
});

test('the notes are the section of that version', () => {
  tagged('1.0.0');
  expect(release('notes', 'v1.0.0')).toEqual({ code: 0, said: '- Of 1.0.0.' });
  expect(release('notes', 'v0.9.0').said).toBe('- Old.');
});

test('a tag becomes a release only where all of it fits', () => {
  const commit = tagged('1.0.0');
  expect(release('check', 'v1.0.0')).toEqual({ code: 0, said: `v1.0.0 is ${commit.slice(0, 12)}, which is on main.` });
  git('checkout', '-qb', 'aside');
  writeFileSync(join(clone, 'other'), '');
  git('add', '--all');
  git('commit', '-qm', 'aside');
  // A tag that was moved after it was made, and is not pushed.
  git('tag', '-f', '-a', 'v1.0.0', '-m', 'moved');
  const { code, said } = release('check', 'v1.0.0');
  expect(code).toBe(1);
  expect(said).toContain('is not on main');
  expect(said).toContain('the remote has that tag at another commit');
  const missing = release('check', 'v2.0.0').said;
  expect(missing).toContain('package.json says 1.0.0');
  expect(missing).toContain('CHANGELOG.md has no section "## 2.0.0"');
  expect(missing).toContain('there is no such tag');
});
