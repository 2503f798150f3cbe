import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Github, github } from '../../support/github.js';
import { ALIAS_PATH, type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { type StuckServer, silentServer } from '../../support/stuck-server.js';

let place: LambdaPlace;
let hub: Github;
let stuck: StuckServer;
beforeEach(async () => {
  [place, hub, stuck] = await Promise.all([lambdaPlace(), github(), silentServer()]);
  await place.first();
  await place.code('two');
  place.sandbox.clear();
});
afterEach(() => Promise.all([place.close(), hub.close(), stuck.close()]));

test('the post step of a run that was killed writes its summary before it tells GitHub', async () => {
  const asked = { path: 'build', switch: 'true', environment: 'production', 'github-token': 't0ken' };
  place.sandbox.fault({ method: 'PUT', path: ALIAS_PATH, times: 99, kind: 'lose' });
  const { child, end } = await place.start(asked, hub.env());
  while (place.writes().every(({ path }) => !new RegExp(ALIAS_PATH).test(path))) await sleep(5);
  child.kill('SIGKILL');
  const { state } = await end;
  place.sandbox.calm();
  const post = await place.startPost(asked, state, hub.env({ GITHUB_API_URL: stuck.url }));
  while (stuck.requests().length === 0) await sleep(5);
  post.child.kill('SIGKILL');
  expect((await post.end).summary).toContain('version 2');
  expect(stuck.requests()[0]).toContain('/statuses');
});
