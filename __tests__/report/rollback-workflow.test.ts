import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { commandBlocks } from '../../src/report/command-blocks.js';
import { commandsFor } from '../../src/report/commands.js';
import { readRollbackWorkflow } from '../../src/report/rollback-workflow.js';
import { door, receipt, suggestion, switched } from './stories/index.js';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const write = async (text: string, name = 'rollback.yml') => {
  await mkdir(join(workspace, '.github/workflows'), { recursive: true });
  await writeFile(join(workspace, '.github/workflows', name), text);
};
const read = () => readRollbackWorkflow('rollback.yml', workspace, ['checkout']);
const withInputs = (inputs: string, rest = '') =>
  `on:\n  workflow_dispatch:\n    inputs:\n${inputs.replace(/^/gm, '      ')}\njobs: {}\n${rest}`;

test('the inputs that the file has are known', async () => {
  await write(withInputs('function: {type: string}\nversion: {type: string}'));
  expect(await read()).toEqual({ inputs: ['function', 'version'] });
});

test('a file for one function names it, and needs no input for it', async () => {
  await write(withInputs('version: {type: string}', '# function: checkout\n'));
  expect(await read()).toEqual({ inputs: ['version'] });
});

test.each([
  [withInputs('version: {type: string}'), 'has no input `function` and does not name checkout'],
  [withInputs('function: {type: string}'), 'has no input `version`'],
  ['on: [push, workflow_dispatch]\n', 'has no input `version`'],
  ['on: push\n', 'cannot be started by hand'],
  ['on: {push: \n  - ][', 'cannot be started by hand'],
])('what is wrong with it is said: %j', async (text, problem) => {
  await write(text);
  expect((await read()).problem).toContain(problem);
});

test('a file that is not there is told, where there is a checkout to look into', async () => {
  expect(await read()).toEqual({});
  await write('on: push', 'other.yml');
  expect((await read()).problem).toBe(
    '`rollback-workflow`: there is no .github/workflows/rollback.yml in this checkout.',
  );
});

const asks = { ...door, workflowInputs: ['function', 'version', 'reason'] };

test('the line passes the inputs that the file has', () => {
  const gh = commandsFor(suggestion('rollback', '6'), asks).find(({ tool }) => tool === 'gh');
  expect(gh?.line).toMatch(/ -f function=my-api -f version=6$/);
});

test('the page of its button comes before any line to paste', () => {
  const shown = commandBlocks(receipt(switched), asks);
  expect(shown.split('\n')[0]).toBe(
    '**Back to version 6** · [press “Run workflow” on GitHub](<https://github.com/acme/shop/actions/workflows/rollback.yml>) with function my-api, version 6 · or paste this, which needs `INVOKE_API_KEY`; and Node 20.15 or newer with npm, which may read acme/versioned-deploy',
  );
});
