import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Package } from '../../src/core/model.js';
import { readNote } from '../../src/core/note.js';
import { act } from '../support/keeping.js';
import { BARE, type Memory, type MemoryOptions } from '../support/memory.js';
import { makePackage } from '../support/package.js';
import { type Event, type PreviewStage, previewStage } from '../support/preview.js';

let stage: PreviewStage;
let world: Memory;
let two: Package;

beforeEach(async () => {
  stage = await previewStage();
  ({ world, two } = stage);
});
afterEach(() => stage.close());

const preview = (event?: Event) => stage.preview(event);
const fresh = async (options: MemoryOptions) => {
  world = await stage.fresh(options);
};
const close = () => preview({ event: { action: 'closed' } });
const alias = (name: string) => world.aliases.get(name)?.split;
const versions = () => [...world.versions.keys()].join(' ');
const sent = () => world.requests.length;

test('a pull request gets an alias of its own, and what is live stays', async () => {
  const receipt = await preview();
  expect(alias('pr-12')).toEqual({ stable: '2' });
  expect(alias('live')).toEqual({ stable: '1' });
  expect(receipt).toMatchObject({ outcome: 'done', changed: true, switched: false, after: { stable: '1' } });
  expect(receipt.suggestions).toEqual([]);
});

test('the receipt has what the comment needs', async () => {
  const receipt = await preview();
  expect(receipt.preview).toEqual({
    number: 12,
    kind: 'alias',
    name: 'pr-12',
    state: 'live',
    commit: 'c0ffee0000000000000000000000000000000001',
    url: 'https://pr-12.example.test/',
    against: 'version 1, which is live',
  });
  expect(receipt.diff).toMatchObject({ from: 'version 1, which is live', added: 1, changed: 1 });
  expect(receipt.comment).toMatchObject({ number: 12, key: 'aws-lambda//api' });
});

test('the version says whose it is, and of which commit', async () => {
  await preview({ asked: { description: 'my words' } });
  const { fields, text } = readNote(world.versions.get('2')?.note);
  expect(fields.commit).toBe('c0ffee000000');
  expect(text).toBe('preview of pr-12 my words');
});

test('the next push moves it', async () => {
  await preview();
  const three = await makePackage({ 'index.js': 'three\n' });
  await preview({ event: { action: 'synchronize' }, pkg: three });
  expect(alias('pr-12')).toEqual({ stable: '3' });
});

test('the same push again publishes and moves nothing', async () => {
  await preview();
  const before = world.writes();
  await preview();
  expect(world.writes()).toBe(before);
  expect(versions()).toBe('1 2');
});

test('when it is closed, alias and versions go', async () => {
  await preview();
  await preview({ event: { action: 'synchronize' }, pkg: await makePackage({ 'index.js': 'three\n' }) });
  const receipt = await close();
  expect([...world.aliases.keys()]).toEqual(['live']);
  expect(versions()).toBe('1');
  expect(receipt.preview?.state).toBe('removed');
  expect(receipt.removals).toEqual({ removed: 3 });
});

test('closing needs no package', async () => {
  await preview();
  const receipt = await preview({ event: { action: 'closed' }, asked: { path: 'not/built' } });
  expect(receipt.outcome).toBe('done');
  expect(receipt.package).toBeUndefined();
});

test('closed twice, the second time is quiet', async () => {
  await preview();
  await close();
  const receipt = await close();
  expect(receipt).toMatchObject({ outcome: 'done' });
  expect(receipt.comment).toBeUndefined();
});

test('a version that went live meanwhile stays when it is closed', async () => {
  await preview();
  world.move('live', { stable: '2' });
  const receipt = await close();
  expect(versions()).toBe('1 2');
  expect(receipt.removed).toContainEqual({ kind: 'version', id: '2', outcome: 'kept', why: 'live sends it 100 %' });
});

test('versions of other pull requests stay when it is closed', async () => {
  await preview();
  await preview({ event: { number: 13 }, pkg: await makePackage({ 'index.js': 'other\n' }) });
  await close();
  expect(versions()).toBe('1 3');
  expect(alias('pr-13')).toEqual({ stable: '3' });
});

test('an alias with that name that someone else made is left alone', async () => {
  world.move('pr-12', { stable: '1' }, 'mine');
  const receipt = await preview();
  expect(receipt.error?.message).toContain('someone else');
  await close();
  expect(alias('pr-12')).toEqual({ stable: '1' });
});

test('where live traffic is bound to the newest code, nothing is published', async () => {
  const callers = [{ what: 'function URL', qualifier: '$LATEST' }];
  await fresh({ callers });
  const before = world.writes();
  const receipt = await preview();
  expect(receipt.error).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('function URL ($LATEST)'),
    next: expect.stringContaining('alias `live`'),
  });
  expect(world.writes()).toBe(before);
});

test('a URL is made on demand', async () => {
  const receipt = await preview({ asked: { preview: { url: 'private' } } });
  expect(receipt.steps.map(({ kind }) => kind)).toEqual(['publish', 'point', 'expose']);
  expect(receipt.preview?.url).toBe('https://pr-12.example.test/');
});

test('without a path there is nothing to show', async () => {
  expect((await preview({ asked: { path: undefined } })).error?.message).toContain('`path`');
});

test('without aliases it asks for a function of its own, and nothing is sent', async () => {
  await fresh({ can: BARE });
  const before = sent();
  const receipt = await preview({ can: BARE });
  expect(receipt.error).toMatchObject({ kind: 'input', message: expect.stringContaining('preview.function') });
  expect(sent()).toBe(before);
});

test('a preview function that is the same for every pull request is refused', async () => {
  const receipt = await preview({ asked: { preview: { function: 'my-api-pr' } } });
  expect(receipt.error).toMatchObject({ kind: 'input', next: expect.stringContaining('{number}') });
});

test('with aliases a preview function is a misunderstanding', async () => {
  const before = world.writes();
  const receipt = await preview({ asked: { preview: { function: 'my-api-pr-{number}' } } });
  expect(receipt.error?.kind).toBe('input');
  expect(world.writes()).toBe(before);
});

test('a dry run publishes nothing and writes no comment', async () => {
  const before = world.writes();
  const receipt = await preview({ asked: { dryRun: true } });
  expect(world.writes()).toBe(before);
  expect(receipt.comment).toBeUndefined();
  expect(receipt.steps.map(({ kind, status }) => [kind, status])).toEqual([
    ['publish', 'planned'],
    ['point', 'planned'],
  ]);
});

test('a deploy that publishes in between is never what the preview points at', async () => {
  const three = await makePackage({ 'index.js': 'three\n' });
  world.disturb({
    method: 'publish',
    kind: 'race',
    by: async () => void (await act({ world, pkg: three }, { path: 'b', switch: true })),
  });
  const receipt = await preview();
  const shown = world.versions.get(alias('pr-12')?.stable ?? '');
  expect(shown?.manifest).toBe(two.manifest.sha256);
  expect(world.versions.get(alias('live')?.stable ?? '')?.manifest).toBe(three.manifest.sha256);
  expect(receipt.outcome).toBe('done');
});
