import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Event, type PreviewStage, previewStage } from '../support/preview.js';

let stage: PreviewStage;

beforeEach(async () => {
  stage = await previewStage();
});
afterEach(() => stage.close());

const preview = (event?: Event) => stage.preview(event);
const sent = () => stage.world.requests.length;

test('a fork is skipped, green, with a notice, and nothing is sent', async () => {
  const before = sent();
  const receipt = await preview({ event: { head: { id: 9, full_name: 'mallory/shop' } } });
  expect(receipt).toMatchObject({ outcome: 'skipped' });
  expect(receipt.error).toBeUndefined();
  expect(receipt.notices.join()).toContain('a fork');
  expect(sent()).toBe(before);
});

test('Dependabot is treated like a fork', async () => {
  const receipt = await preview({ event: { user: 'dependabot[bot]' } });
  expect(receipt).toMatchObject({ outcome: 'skipped' });
});

test('a fork’s `pull_request_target` is refused, and nothing is sent', async () => {
  const before = sent();
  const receipt = await preview({ name: 'pull_request_target', event: { head: null } });
  expect(receipt.error).toMatchObject({ kind: 'input', message: expect.stringContaining('pull_request_target') });
  expect(sent()).toBe(before);
});

test('`pull_request_target` of our own branch is a preview', async () => {
  expect((await preview({ name: 'pull_request_target' })).outcome).toBe('done');
});

test('a push is no pull request', async () => {
  const receipt = await preview({ name: 'push' });
  expect(receipt.error).toMatchObject({ kind: 'input', next: expect.stringContaining('on: pull_request') });
});
