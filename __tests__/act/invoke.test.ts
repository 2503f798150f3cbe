import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../src/providers/invoke/sandbox/state.js';
import { makeWorld, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const start = (name: string, event: string, inputs?: Record<string, string>) =>
  world.start(name, {
    event,
    inputs,
    vars: { INVOKE_URL: world.sandbox, INVOKE_EXECUTION_URL: world.sandbox },
    secrets: { INVOKE_API_KEY: world.key },
    // The function that the sandbox has, and less than the 30 s of `true`.
    edit: { '@shop/checkout': '@demo/sample', 'settle: true': 'settle: 1s' },
  });
const answer = async () => (await fetch(`${world.sandbox}/invoke/${SANDBOX_FUNCTION}/`)).json();

test('invoke-deploy.yml makes two pushes live, and invoke-rollback.yml knows from GitHub what was live before', async () => {
  for (const word of ['one', 'two']) {
    await world.commit(word);
    expect((await start('invoke-deploy.yml', 'push')).jobs).toEqual({ deploy: 'success' });
    expect(await answer()).toEqual({ word });
  }
  const environments = world.github.deployments.map(({ environment, statuses }) => [environment, statuses[0]?.state]);
  expect(environments).toEqual([
    ['production', 'inactive'],
    ['production', 'success'],
  ]);
  const { jobs, summaries } = await start('invoke-rollback.yml', 'workflow_dispatch', { version: '' });
  expect(jobs).toEqual({ rollback: 'success' });
  expect(summaries[0]).toContain('back on version 1');
  expect(await answer()).toEqual({ word: 'one' });
  const again = await start('invoke-rollback.yml', 'workflow_dispatch');
  expect(again.jobs).toEqual({ rollback: 'failure' });
  expect(await answer()).toEqual({ word: 'one' });
});

test('the key shows in no summary and no line of the log', async () => {
  await world.commit('one');
  const { jobs, summaries, log } = await start('invoke-deploy.yml', 'push');
  expect(jobs).toEqual({ deploy: 'success' });
  expect(summaries.join('\n')).not.toContain(world.key);
  expect(log.replace(/^.*add-mask.*$/gm, '')).not.toContain(world.key);
});
