import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RunnerResult } from '../../../src/sandbox/step-runner.js';
import { type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';

let place: InvokePlace;
let second: RunnerResult;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.write({ 'build/index.js': "export default (req, res) => res.json({ word: 'two' });\n" });
  second = await place.run({ path: 'build', switch: 'true', 'rollback-workflow': 'rollback.yml' });
});
afterEach(() => place.close());

/** The line of the summary that begins with a tool's name, or pipes something into it. */
const lineOf = (tool: string): string =>
  second.summary.match(new RegExp(`^(?:printf [^|]*\\| )?${tool} .*$`, 'm'))?.[0] ?? `no ${tool} line`;

/** A stand-in for a tool that is on no registry: writes down its words, one per line, and what it needs of its environment. */
async function standIn(tool: string, variables: string[]): Promise<{ PATH: string; said: () => Promise<string[]> }> {
  const dir = path.join(path.dirname(place.cwd), 'bin');
  const out = path.join(dir, `${tool}.said`);
  await mkdir(dir, { recursive: true });
  const words = ['"$@"', ...variables.map((name) => `"${name}=$${name}"`)].join(' ');
  await writeFile(path.join(dir, tool), `#!/bin/sh\nprintf '%s\\n' ${words} > '${out}'\n`);
  await chmod(path.join(dir, tool), 0o755);
  return {
    PATH: `${dir}${path.delimiter}${process.env.PATH}`,
    said: async () => (await readFile(out, 'utf8')).trimEnd().split('\n'),
  };
}

test('the line of this code takes the switch back', async () => {
  expect(second.outputs['rollback-command']).toBe(lineOf('node'));
  expect(await place.paste(lineOf('node'))).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"one"}');
});

test('the line of this code, pasted twice, is green twice', async () => {
  await place.paste(lineOf('node'));
  expect(await place.paste(lineOf('node'))).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"one"}');
});

test('without the key in the environment the line says which variable it needs', async () => {
  const { code, stdout, stderr } = await place.paste(lineOf('node'), { INVOKE_API_KEY: undefined });
  expect(code).toBe(2);
  expect(stdout + stderr).toContain('INVOKE_API_KEY');
});

test('the curl line takes the switch back', async () => {
  expect(lineOf('curl')).toContain('$INVOKE_API_KEY');
  expect(await place.paste(lineOf('curl'))).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"one"}');
});

test('the curl line fails loudly when the key is wrong', async () => {
  const { code } = await place.paste(lineOf('curl'), { INVOKE_API_KEY: 'wrong' });
  expect(code).not.toBe(0);
});

test("the line of Invoke's own CLI is spelled as its usage says", async () => {
  const tool = await standIn('invoke', ['INVOKE_BASE_URL']);
  const line = second.summary.match(/^.*\binvoke function:versions:switch.*$/m)?.[0] ?? 'no invoke line';
  // What stands beside the line as its needs.
  expect(second.summary).toContain(`\`INVOKE_BASE_URL\` (\`${place.sandbox.url}\`)`);
  const env = { PATH: tool.PATH, INVOKE_BASE_URL: place.sandbox.url };
  expect(await place.paste(line, env)).toMatchObject({ code: 0 });
  const said = await tool.said();
  expect(said.slice(0, 1)).toEqual(['function:versions:switch']);
  expect(said.slice(2, 4)).toEqual(['--ver', '1']);
  expect(said.at(-1)).toBe(`INVOKE_BASE_URL=${place.sandbox.url}`);
});

test('the gh line starts the workflow that rolls back', async () => {
  const tool = await standIn('gh', []);
  expect(await place.paste(lineOf('gh'), { PATH: tool.PATH })).toMatchObject({ code: 0 });
  const expected = ['workflow', 'run', 'rollback.yml', '--repo', 'octo-org/octo-repo', '-f', 'version=1@0a29e7d4c2fc'];
  expect(await tool.said()).toEqual(expected);
});

test('no key stands in any printed line', () => {
  expect(second.summary).not.toContain(KEY);
});
