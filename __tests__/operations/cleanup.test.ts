import { beforeEach, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { Request } from '../../src/core/model.js';
import { aliasNote, versionNote } from '../../src/core/note.js';
import { fakeClock } from '../support/clock.js';
import { act, type Stage } from '../support/keeping.js';
import { type Memory, type MemoryOptions, memory } from '../support/memory.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
let world: Memory;

/** `ages` in days, oldest version first. */
function seeded(ages: number[], options: MemoryOptions = {}): void {
  world = memory(options);
  const ids = world.seed(ages.length);
  for (const [at, id] of ids.entries()) aged(id, ages[at] ?? 0);
  world.move('live', { stable: ids.at(-1) ?? '' });
}

function aged(id: string, days: number, note?: string): void {
  const kept = world.versions.get(id);
  if (kept) Object.assign(kept, { createdAt: new Date(NOW - days * DAY).toISOString(), note });
}

beforeEach(() => seeded([90, 80, 70, 60, 50, 40, 30, 20, 10, 0]));

const cleanup = (asked: Partial<Request>, more: Partial<Stage> = {}) =>
  act({ world, clock: fakeClock(NOW), ...more }, { operation: 'cleanup', ...asked });
const left = () => [...world.versions.keys()].join(' ');
const preview = (number: number) => versionNote({}, { manifestSha256: 'f'.repeat(64) }, `preview of pr-${number}`);

test('keeps the newest', async () => {
  const receipt = await cleanup({ retention: { keep: 3 } });
  expect(left()).toBe('8 9 10');
  expect(receipt.removals).toEqual({ removed: 7 });
});

test('deletes what is older', async () => {
  await cleanup({ retention: { maxAge: 45 * DAY } });
  expect(left()).toBe('6 7 8 9 10');
});

test('of the older ones, the newest stay', async () => {
  await cleanup({ retention: { keep: 7, maxAge: 45 * DAY } });
  expect(left()).toBe('4 5 6 7 8 9 10');
});

test('what is younger than `retention.min-age` stays', async () => {
  await cleanup({ retention: { keep: 1, minAge: 25 * DAY } });
  expect(left()).toBe('8 9 10');
});

test('an age of nothing is a rule, too', async () => {
  const receipt = await cleanup({ retention: { maxAge: 0 }, dryRun: true });
  expect(receipt.error).toBeUndefined();
  expect(receipt.removals?.planned).toBeGreaterThan(0);
});

test('with no rule nothing is sent', async () => {
  const receipt = await cleanup({});
  expect(receipt.error).toMatchObject({ kind: 'input', next: expect.stringContaining('retention: {keep: 10}') });
  expect(world.requests).toEqual([]);
});

test('what is live, weighted, aliased or a rollback target stays, and why is said', async () => {
  const note = aliasNote({ live: '2', prev: '1' });
  world.move('live', { stable: '2', canary: { version: '3', percent: 10 } }, note);
  world.move('beta', { stable: '4' });
  const receipt = await cleanup({ retention: { keep: 2 } });
  expect(left()).toBe('1 2 3 4 9 10');
  expect(receipt.removed?.filter(({ outcome }) => outcome === 'kept')).toMatchObject([
    { id: '1', why: 'a rollback of live goes to it' },
    { id: '2', why: 'live sends it 90 %' },
    { id: '3', why: 'live sends it 10 %' },
    { id: '4', why: 'beta sends it 100 %' },
  ]);
});

test('what a trigger points at stays', async () => {
  seeded([9, 8, 7, 6], { callers: [{ what: 'custom domain a.test', qualifier: '1' }] });
  await cleanup({ retention: { keep: 1 } });
  expect(left()).toBe('1 4');
});

test('the newest stays, however old it is', async () => {
  seeded([90, 80]);
  world.aliases.clear();
  await cleanup({ retention: { maxAge: DAY } });
  expect(left()).toBe('2');
});

test('what is still being built stays', async () => {
  Object.assign(world.versions.get('2') ?? {}, { status: 'pending' });
  await cleanup({ retention: { keep: 1 } });
  expect(left()).toBe('2 10');
});

test('failed builds do not push good versions out', async () => {
  for (const id of ['8', '9']) Object.assign(world.versions.get(id) ?? {}, { status: 'failed' });
  await cleanup({ retention: { keep: 2 } });
  expect(left()).toContain('7');
});

test('a version whose age nobody knows is not old', async () => {
  Object.assign(world.versions.get('1') ?? {}, { createdAt: undefined });
  await cleanup({ retention: { maxAge: DAY } });
  expect(left()).toBe('1 10');
});

test('newest first or oldest first, the same go', async () => {
  seeded([90, 80, 70, 60, 50], { order: 'newest-first' });
  await cleanup({ retention: { keep: 2 } });
  expect(left()).toBe('4 5');
});

test('a dry run lists what would go and deletes nothing', async () => {
  const receipt = await cleanup({ retention: { keep: 8 }, dryRun: true });
  expect(world.writes()).toBe(0);
  expect(receipt.removed).toMatchObject([
    { id: '1', outcome: 'planned', why: 'not among the 8 newest, 90 days old' },
    { id: '2', outcome: 'planned' },
  ]);
});

test('after one refusal it goes on, and says so', async () => {
  world.disturb({ method: 'remove', kind: 'fail', error: new DeployError('vendor', 'Replicated.', { status: 409 }) });
  const receipt = await cleanup({ retention: { keep: 5 } });
  expect(receipt.outcome).toBe('done');
  expect(receipt.removals).toEqual({ refused: 1, removed: 4 });
  expect(receipt.notices.join()).toContain('Replicated.');
});

test('when nothing may be deleted at all, it stops asking', async () => {
  seeded(Array.from({ length: 100 }, () => 50));
  world.disturb({
    method: 'remove',
    kind: 'fail',
    times: 999,
    error: new DeployError('vendor', 'No.', { status: 403 }),
  });
  const receipt = await cleanup({ retention: { keep: 1 } });
  expect(receipt.outcome).toBe('failed');
  expect(world.writes()).toBeLessThan(15);
});

test('at the deadline it stops, with the oldest gone', async () => {
  const clock = fakeClock(NOW);
  world.disturb({ method: 'remove', kind: 'race', skip: 1, by: () => clock.advance(700_000) });
  const receipt = await cleanup({ retention: { keep: 2 } }, { clock });
  expect(receipt.removals).toMatchObject({ failed: expect.any(Number), removed: expect.any(Number) });
  expect(left().split(' ')).not.toContain('1');
  expect(receipt.notices.join()).toContain('timeout');
});

test('ten thousand versions: one listing, one request for each deletion, a small receipt', async () => {
  seeded(
    Array.from({ length: 10_000 }, () => 50),
    { pageSize: 50 },
  );
  const receipt = await cleanup({ retention: { keep: 10 } });
  const count = (method: string) => world.requests.filter((one) => one === method).length;
  expect(count('remove')).toBe(9_990);
  expect(count('versions')).toBe(201);
  expect(world.requests.length - 9_990 - 201).toBeLessThanOrEqual(3);
  expect(JSON.stringify(receipt).length).toBeLessThan(100_000);
  expect(receipt.removals).toEqual({ removed: 9_990 });
  expect(receipt.steps.at(-1)?.what).toBe('delete 9690 more versions');
});

test('ten thousand versions in a dry run: a small plan', async () => {
  seeded(
    Array.from({ length: 10_000 }, () => 50),
    { pageSize: 50 },
  );
  const receipt = await cleanup({ retention: { keep: 10 }, dryRun: true });
  expect(receipt.removals).toEqual({ planned: 9_990 });
  expect(JSON.stringify(receipt).length).toBeLessThan(100_000);
});

test('expired previews go first, alias and versions; fresh ones stay', async () => {
  aged('5', 40, preview(7));
  aged('6', 30, preview(7));
  aged('9', 1, preview(8));
  world.move('pr-7', { stable: '6' }, aliasNote({ live: '6' }));
  world.move('pr-8', { stable: '9' }, aliasNote({ live: '9' }));
  const receipt = await cleanup({ retention: { previews: 7 * DAY } });
  expect([...world.aliases.keys()]).toEqual(['live', 'pr-8']);
  expect(left()).toBe('1 2 3 4 7 8 9 10');
  expect(receipt.steps[0]).toMatchObject({ kind: 'drop', what: 'delete alias pr-7' });
});

test('previews do not push deploys out of `keep`', async () => {
  for (const id of ['7', '8', '9']) aged(id, 2, preview(Number(id)));
  await cleanup({ retention: { keep: 3 } });
  expect(left()).toBe('5 6 10');
});

test('the version of a preview that is just being made stays', async () => {
  aged('9', 0.01, preview(9));
  await cleanup({ retention: { keep: 1 } });
  expect(left()).toBe('9 10');
});

test('an alias that is only named like a preview is not ours', async () => {
  world.move('pr-7', { stable: '1' }, 'made by hand');
  await cleanup({ retention: { previews: DAY } });
  expect([...world.aliases.keys()]).toContain('pr-7');
});

test('a preview that a queue reads from stays', async () => {
  seeded([90, 80], { callers: [{ what: 'event source q', qualifier: 'pr-7' }] });
  world.move('pr-7', { stable: '1' }, aliasNote({ live: '1' }));
  const receipt = await cleanup({ retention: { previews: DAY } });
  expect(receipt.removed).toMatchObject([{ kind: 'alias', id: 'pr-7', outcome: 'kept' }]);
});

test('what is live by now is told; not to know it is no failure', async () => {
  world.disturb({ method: 'aliases', kind: 'race', skip: 1, by: () => world.move('live', { stable: '9' }) });
  const moved = await cleanup({ retention: { keep: 2 } });
  expect(moved).toMatchObject({ outcome: 'done', after: { stable: '9' }, switched: false });
  expect(moved.notices.join()).toContain('Someone else moved live meanwhile: it is version 9 now.');
  seeded([3, 2, 1, 0]);
  world.disturb({ method: 'aliases', kind: 'fail', skip: 1 });
  const unread = await cleanup({ retention: { keep: 2 } });
  expect([unread.outcome, unread.after]).toEqual(['done', undefined]);
  expect(unread.notices.join()).toContain('What is live by now could not be read');
});
