import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { completion } from '../../src/command-line/completion.js';

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const script = `${completion('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _versioned_deploy; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', script, 'bash', 'versioned-deploy', ...words], { encoding: 'utf8' });
  return out.split('\n').filter((line) => line !== '');
}

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix.each([
  [['rollb'], ['rollback']],
  [['rollback', '--ver'], ['--version']],
  // A rollback packs nothing.
  [['rollback', '--pat'], []],
  [['deploy', '--pat'], ['--path']],
  [
    ['deploy', '--provider', 'alibaba-fc'],
    ['alibaba-fc3', 'alibaba-fc2'],
  ],
  [['deploy', '--provider', '=', 'inv'], ['invoke']],
  [['deploy', '--allow', 'serv'], ['service-wide']],
  [['deploy', '--switch', '--dry'], ['--dry-run']],
  [['deploy', '--switch', 'f'], ['false']],
  [['deploy', '--upload'], []],
  [['list', '--js'], ['--json']],
  [['help', 'adop'], ['adopt']],
])('%j', (words, expected) => expect(offered(...words)).toEqual(expected));

onPosix('a file', () => expect(offered('deploy', '--path', 'package.js')).toEqual(['package.json']));

test('a shell that it is not for is refused with those it is for', () => {
  expect(() => completion('tcsh')).toThrow('Input `completion` is "tcsh", which is no shell it is for.');
  expect(() => completion(undefined)).toThrow('Input `completion` is for one shell.');
});
