import { describe, expect, test } from '@jest/globals';
import { commandsFor, type Invocation, rollbackCommand } from '../../src/report/commands.js';
import { door, published, receipt, suggestion, switched } from './stories/index.js';

const back = suggestion('rollback', '6');
const first = (at: Invocation, of = back) => commandsFor(of, at)[0]?.line;
const gh = (at: Invocation, of = back) => commandsFor(of, at).find(({ tool }) => tool === 'gh')?.line;

describe('the command of this code', () => {
  test('runs the same version of the action through npx', () => {
    expect(first(door)).toBe(
      "npx --yes 'github:acme/versioned-deploy#v1' rollback --provider invoke --function my-api --version 6 --invoke.url https://invoke.example.com",
    );
  });

  test('names the whole address on an enterprise server', () => {
    expect(first({ ...door, serverUrl: 'https://git.corp.example:8443' })).toMatch(
      /^npx --yes 'git\+https:\/\/git\.corp\.example:8443\/acme\/versioned-deploy#v1' rollback /,
    );
  });

  test('runs the script of a local action with node', () => {
    expect(first({ ...door, repository: undefined, script: 'my tools/dist/index.js' })).toMatch(
      /^node 'my tools\/dist\/index\.js' rollback /,
    );
  });

  test('runs the script that was started from a terminal', () => {
    expect(first({ kind: 'cli', script: '/opt/vd/dist/index.js' })).toMatch(
      /^node \/opt\/vd\/dist\/index\.js rollback /,
    );
  });

  test('names what npx ran, not the copy that npx keeps for a while', () => {
    const script = '/home/ada/.npm/_npx/1c0ffee/node_modules/.bin/versioned-deploy';
    expect(first({ kind: 'cli', script, npx: 'github:acme/versioned-deploy#v1' })).toMatch(
      /^npx --yes 'github:acme\/versioned-deploy#v1' rollback /,
    );
  });

  test('says all that it needs: credentials by the names of variables, and what it runs with', () => {
    const program = '; and Node 20.15 or newer with npm, which may read acme/versioned-deploy';
    expect(commandsFor(back, door)[0]?.needs).toBe(`needs INVOKE_API_KEY${program}`);
    expect(commandsFor(suggestion('rollback', '6', 'aws-lambda'), door)[0]?.needs).toBe(
      `needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE${program}`,
    );
  });

  test('a line that runs from a folder says that the folder must be there', () => {
    const local = { ...door, repository: undefined };
    expect(commandsFor(back, local)[0]?.needs).toMatch(/at that path: on another machine write its own path there$/);
  });

  test('promotes when the suggestion is to go live', () => {
    expect(first(door, suggestion('go-live', '7'))).toContain(
      ' promote --provider invoke --function my-api --version 7 ',
    );
  });

  test('never holds a key, whoever put one there', () => {
    const leaky = { ...back, inputs: { ...back.inputs, 'invoke-api-key': 'hunter2', 'github-token': 'ghs_x' } };
    expect(first(door, leaky)).not.toMatch(/hunter2|ghs_x|api-key|token/);
  });

  test('keeps a value that begins with a dash from being read as an input', () => {
    const odd = { ...back, inputs: { operation: 'rollback', function: '--help' } };
    expect(first(door, odd)).toMatch(/ rollback --function=--help$/);
  });
});

describe('the command of a rollback workflow', () => {
  test('names the file as GitHub does, without the folders', () => {
    expect(gh({ ...door, rollbackWorkflow: '.github/workflows/back.yml' } as Invocation)).toMatch(/ run back\.yml /);
  });

  test('names repository and version', () => {
    expect(gh(door)).toBe('gh workflow run rollback.yml --repo acme/shop -f version=6');
  });

  test('names the host of an enterprise server', () => {
    const at = { ...door, serverUrl: 'https://git.corp.example' };
    expect(gh(at)).toBe('gh workflow run rollback.yml --repo git.corp.example/acme/shop -f version=6');
  });

  test.each<[string, string | undefined]>([
    ['no workflow is named', gh({ ...door, rollbackWorkflow: undefined })],
    ['the suggestion is no rollback', gh(door, suggestion('go-live', '7'))],
    ['it was started from a terminal', gh({ kind: 'cli', script: 'x' })],
  ])('is left out when %s', (_, line) => {
    expect(line).toBeUndefined();
  });
});

describe('the rollback-command', () => {
  test('is the command of this code', () => {
    expect(rollbackCommand(switched, door)).toBe(first(door));
  });

  test('is empty when nothing moved', () => {
    expect(rollbackCommand(published, door)).toBe('');
    expect(rollbackCommand(receipt({}), door)).toBe('');
  });
});

test("the vendor's own commands follow as the provider wrote them", () => {
  const tools = commandsFor(back, door).map(({ tool }) => tool);
  expect(tools).toEqual(['npx', 'gh', 'invoke', 'curl']);
  expect(commandsFor(back, door)[2]?.line).toBe(back.vendor[0]?.line);
});
