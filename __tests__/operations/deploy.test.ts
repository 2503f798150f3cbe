import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package } from '../../src/core/model.js';
import { readNote } from '../../src/core/note.js';
import { parseExpectations } from '../../src/rollout/expectations.js';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

let one: Package;
let two: Package;
let world: Memory;

beforeEach(async () => {
  one = await makePackage({ 'index.js': 'one' });
  two = await makePackage({ 'index.js': 'two' });
  world = memory();
});

const deploy = (pkg: Package, asked = {}) =>
  operate({ world, pkg, workflowRun: { commit: 'a'.repeat(40), runId: '9' } }, { path: 'build', ...asked });
const live = () => world.aliases.get('live')?.split;

describe('deploy', () => {
  test('moves nothing unless it is told to, and says how to go live', async () => {
    const receipt = await deploy(one);
    expect(receipt).toMatchObject({ outcome: 'done', changed: true, switched: false, version: { id: '1' } });
    expect(live()).toBeUndefined();
    expect(receipt.suggestions).toMatchObject([{ kind: 'go-live', inputs: { operation: 'promote', version: '1' } }]);
  });

  test.each([
    ['`settle`', { settle: true }],
    ['`settle`', { settle: 5000 }],
    ['`settle` and `allow: older`', { settle: true, allow: { older: true } }],
  ])('that moves nothing says that %s had nothing to do: %j', async (names, asked) => {
    const receipt = await deploy(one, asked);
    expect(receipt.outcome).toBe('done');
    expect(receipt.notices).toContain(`This deploy moves no traffic, so ${names} had nothing to do.`);
  });

  test('that moves nothing says nothing of `settle` and `allow: older` when they are not asked for', async () => {
    expect((await deploy(one, { settle: false, allow: { older: false } })).notices).toEqual([]);
  });

  test('with switch creates the alias, with a notice and no way back', async () => {
    const receipt = await deploy(one, { switch: true });
    expect(live()).toEqual({ stable: '1' });
    expect(receipt).toMatchObject({ before: null, after: { stable: '1' }, switched: true, suggestions: [] });
    expect(receipt.notices.join()).toContain('did not exist');
  });

  test('with switch replaces the live version and names the way back', async () => {
    await deploy(one, { switch: true });
    const receipt = await deploy(two, { switch: true });
    expect(receipt).toMatchObject({ before: { stable: '1' }, after: { stable: '2' }, previousVersion: '1' });
    expect(receipt.suggestions).toMatchObject([
      { kind: 'rollback', inputs: { operation: 'rollback', provider: 'aws-lambda', function: 'api', version: '1' } },
    ]);
    expect(readNote(world.aliases.get('live')?.note).fields).toMatchObject({ live: '2', prev: '1', run: '9' });
  });

  test('writes commit, run and package into the version', async () => {
    await deploy(one, { description: 'for the autumn sale' });
    const note = readNote(world.versions.get('1')?.note);
    expect(note.fields).toEqual({ commit: 'a'.repeat(12), run: '9.1', pkg: one.manifest.sha256.slice(0, 32) });
    expect(note.text).toBe('for the autumn sale');
  });

  test('of an unchanged package publishes nothing and is green', async () => {
    await deploy(one, { switch: true });
    const writes = world.writes();
    const receipt = await deploy(one, { switch: true });
    expect(receipt).toMatchObject({
      outcome: 'done',
      changed: false,
      switched: false,
      version: { id: '1' },
      suggestions: [],
    });
    expect(world.writes()).toBe(writes);
  });

  test('gives a canary its share and keeps the rest where it was', async () => {
    await deploy(one, { switch: true });
    const receipt = await deploy(two, { canaryWeight: 10 });
    expect(live()).toEqual({ stable: '1', canary: { version: '2', percent: 10 } });
    expect(receipt.suggestions).toMatchObject([{ kind: 'rollback', inputs: { version: '1' } }]);
  });

  test('gives all traffic where nothing was live, and says that the share could not be', async () => {
    const receipt = await deploy(one, { canaryWeight: 10 });
    expect(live()).toEqual({ stable: '1' });
    expect(receipt.notices).toContain('Nothing was live as live, so 10 % could not be: the version gets all traffic.');
  });

  test('during a canary is refused before anything is uploaded', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { canaryWeight: 10 });
    const writes = world.writes();
    const receipt = await deploy(await makePackage({ 'index.js': 'three' }), { switch: true });
    expect(receipt.error).toMatchObject({ kind: 'refused' });
    expect(receipt.error?.message).toContain('version 1 (90 %) and version 2 (10 %)');
    expect(world.writes()).toBe(writes);
    expect(receipt.after).toEqual({ stable: '1', canary: { version: '2', percent: 10 } });
  });

  test('with dry-run writes nothing and shows the steps', async () => {
    await deploy(one, { switch: true });
    const writes = world.writes();
    const receipt = await deploy(two, { switch: true, dryRun: true });
    expect(world.writes()).toBe(writes);
    expect(receipt).toMatchObject({ outcome: 'planned', switched: false, after: { stable: '1' } });
    expect(receipt.steps.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['publish planned', 'point planned']);
    expect(receipt.suggestions).toEqual([]);
  });

  test('of a version that fails its probes does not offer to make that one live', async () => {
    await deploy(one, { switch: true });
    const probeExpect = parseExpectations('json.ok=never', 'probe.expect');
    const receipt = await deploy(two, { switch: true, probe: { payload: '{}', expect: probeExpect } });
    expect(receipt).toMatchObject({ error: { kind: 'unhealthy' }, version: { id: '2', status: 'ready' } });
    expect(receipt.after).toEqual({ stable: '1' });
    expect(receipt.suggestions).toEqual([]);
  });

  test('that loses a race at the switch is red, and says who is live', async () => {
    await deploy(one, { switch: true });
    world.seed(1);
    world.disturb({ method: 'point', kind: 'race', by: () => world.move('live', { stable: '2' }) });
    const receipt = await deploy(two, { switch: true });
    expect(receipt.error?.kind).toBe('conflict');
    expect(receipt).toMatchObject({ after: { stable: '2' }, version: { id: '3' }, changed: true });
    expect(receipt.suggestions.map(({ kind }) => kind)).toEqual(['go-live']);
  });

  test('whose switch gets no answer looks up whether it took effect', async () => {
    await deploy(one, { switch: true });
    world.disturb({ method: 'point', kind: 'lose' });
    const receipt = await deploy(two, { switch: true });
    expect(receipt).toMatchObject({ outcome: 'done', after: { stable: '2' }, switched: true });
    expect(receipt.steps.at(-1)).toMatchObject({ kind: 'point', status: 'done' });
    expect(receipt.suggestions).toMatchObject([{ kind: 'rollback', inputs: { version: '1' } }]);
  });

  test('whose switch gets no answer and did not take effect is red', async () => {
    await deploy(one, { switch: true });
    world.disturb({ method: 'point', kind: 'fail' });
    const receipt = await deploy(two, { switch: true });
    expect(receipt).toMatchObject({ outcome: 'failed', after: { stable: '1' }, switched: false });
    expect(receipt.steps.at(-1)).toMatchObject({ kind: 'point', status: 'unknown' });
  });

  test('whose switch cannot be looked up at once is red, reads what is live and names the way back', async () => {
    await deploy(one, { switch: true });
    world.disturb({ method: 'point', kind: 'lose' });
    world.disturb({ method: 'alias', kind: 'fail', skip: 1 });
    const receipt = await deploy(two, { switch: true });
    expect(receipt.error?.kind).toBe('network');
    expect(receipt.steps.at(-1)).toMatchObject({ kind: 'point', status: 'unknown' });
    expect(receipt).toMatchObject({ after: { stable: '2' }, switched: true });
    expect(receipt.suggestions).toMatchObject([{ kind: 'rollback', inputs: { version: '1' } }]);
  });

  test('that cannot even read what is live afterwards says so, and still names the way back', async () => {
    await deploy(one, { switch: true });
    world.disturb({ method: 'point', kind: 'lose' });
    world.disturb({ method: 'alias', kind: 'fail', skip: 1, times: 2 });
    const receipt = await deploy(two, { switch: true });
    expect(receipt.after).toBeUndefined();
    expect(receipt.notices.join()).toContain('could not be read');
    expect(receipt.suggestions).toMatchObject([{ kind: 'rollback', inputs: { version: '1' } }]);
  });
});
