// node scripts/release.mjs check|notes|move vX.Y.Z
//
// check: may this tag become a release? Its number is package.json's, CHANGELOG.md has a section for it, its commit is on
//        main, and the remote has the tag at the same commit.
// notes: prints that section.
// move:  points the major tag (v1) at that release, and says where it was.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

class Refused extends Error {}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

/** Prints nothing when git says no: that is an answer here. */
function asked(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function check(version) {
  const problems = [];
  const { version: written } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (`v${written}` !== version) problems.push(`package.json says ${written}`);
  if (notesOf(version) === '') problems.push(`CHANGELOG.md has no section "## ${version.slice(1)}"`);
  const commit = asked('rev-parse', '--verify', '--quiet', `refs/tags/${version}^{commit}`);
  if (commit === undefined) problems.push('there is no such tag');
  else {
    if (asked('merge-base', '--is-ancestor', commit, 'origin/main') === undefined)
      problems.push(`its commit ${commit.slice(0, 12)} is not on main`);
    if (remoteCommit(version) !== commit) problems.push('the remote has that tag at another commit, or not at all');
  }
  if (problems.length > 0) throw new Refused(`${version} cannot be released: ${problems.join('; ')}.`);
  console.log(`${version} is ${commit.slice(0, 12)}, which is on main.`);
}

/** The lines below `## X.Y.Z` up to the next heading of that kind. */
function notesOf(version) {
  const sections = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
  const own = sections.find((section) => section.split(/[\s(]/, 1)[0] === version.slice(1)) ?? '';
  return own.split('\n').slice(1).join('\n').trim();
}

/** The commit that a tag of the remote names, also where it is an annotated one. */
function remoteCommit(tag) {
  const rows = git('ls-remote', 'origin', `refs/tags/${tag}`, `refs/tags/${tag}^{}`).split('\n');
  return rows.at(-1)?.split('\t')[0] || undefined;
}

function move(version) {
  const commit = remoteCommit(version);
  if (!commit) throw new Refused(`The remote has no tag ${version}. It has: ${git('tag', '--list', 'v*.*.*')}.`);
  const [major] = version.split('.');
  const before = git('ls-remote', 'origin', `refs/tags/${major}`).split('\t')[0];
  if (remoteCommit(major) === commit) return console.log(`${major} is ${version} already.`);
  // Only over what was just seen there: nobody's move in between is lost.
  git('push', '--quiet', `--force-with-lease=refs/tags/${major}:${before}`, 'origin', `${commit}:refs/tags/${major}`);
  const back = before ? `It was ${describe(before)}.` : 'It is new.';
  console.log(`${major} is ${version} now. ${back}`);
}

const describe = (commit) =>
  git('tag', '--points-at', commit)
    .split('\n')
    .find((tag) => /^v\d+\.\d+\.\d+$/.test(tag)) ?? commit.slice(0, 12);

const ACTIONS = { check, move, notes: (version) => console.log(notesOf(version)) };

const [action = '', version = ''] = process.argv.slice(2);
try {
  if (!Object.hasOwn(ACTIONS, action) || !/^v\d+\.\d+\.\d+$/.test(version))
    throw new Refused('Write: node scripts/release.mjs check|notes|move vX.Y.Z');
  ACTIONS[action](version);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
