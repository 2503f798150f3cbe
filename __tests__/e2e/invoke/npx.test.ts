import { execFileSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';
import { ROOT } from '../../support/run-dist.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

/** This project as a git repository with the tag v1, as it would be on GitHub. */
async function repository(): Promise<string> {
  const dir = path.join(path.dirname(place.cwd), 'repository');
  await mkdir(dir);
  for (const name of ['package.json', 'action.yml', 'dist', 'examples', 'LICENSE']) {
    await cp(path.join(ROOT, name), path.join(dir, name), { recursive: true });
  }
  const git = (...args: string[]) => execFileSync('git', ['-C', dir, ...args], { stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '-m', 'Release');
  git('tag', 'v1');
  return dir;
}

test('the npx line of an action from GitHub works, started from a git URL with the same tag', async () => {
  const env = { GITHUB_ACTION_REPOSITORY: 'acme/versioned-deploy', GITHUB_ACTION_REF: 'v1' };
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  const { outputs } = await place.run({ path: 'build', switch: 'true' }, env);
  const line = outputs['rollback-command'] ?? '';
  expect(line).toMatch(/^npx --yes 'github:acme\/versioned-deploy#v1' rollback --/);
  const local = `git+${pathToFileURL(await repository()).href}#v1`;
  const cache = path.join(path.dirname(place.cwd), 'npm-cache');
  const pasted = await place.paste(line.replace('github:acme/versioned-deploy#v1', local), { npm_config_cache: cache });
  expect(pasted).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"one"}');
});

test('on GitHub Enterprise Server the line names the whole address', async () => {
  const env = {
    GITHUB_ACTION_REPOSITORY: 'acme/versioned-deploy',
    GITHUB_ACTION_REF: 'v1',
    GITHUB_SERVER_URL: 'https://github.acme.example',
  };
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  const { outputs } = await place.run({ path: 'build', switch: 'true' }, env);
  expect(outputs['rollback-command']).toMatch(
    /^npx --yes 'git\+https:\/\/github\.acme\.example\/acme\/versioned-deploy#v1' rollback /,
  );
});
