import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { Receipt } from '../../src/core/model.js';
import { aliasNote, readNote } from '../../src/core/note.js';
import { newReceipt } from '../../src/core/receipt.js';
import { type MovingContext, moveTraffic, type TrafficMove } from '../../src/traffic/move.js';
import { fakeClock } from '../support/clock.js';
import { type Memory, memory } from '../support/memory.js';

/** Three functions with version 1 live, that are to move to version 2 together. */
let worlds: Memory[];
let members: TrafficMove[];
let context: MovingContext;
let lines: string[];

beforeEach(() => {
  worlds = [memory(), memory(), memory()];
  members = worlds.map((world) => {
    world.seed(2);
    world.move('live', { stable: '1' }, aliasNote({ live: '1' }));
    const current = structuredClone(world.aliases.get('live'));
    return { provider: world.open(), name: 'live', position: { current }, next: { stable: '2' }, note: { prev: '1' } };
  });
  const facts = { operation: 'deploy', provider: 'aws-lambda', function: 'shop', alias: 'live' };
  const receipt: Receipt = newReceipt(facts, new Date(0));
  lines = [];
  const say = (text: string) => void lines.push(text);
  context = {
    ...{ clock: fakeClock(), receipt, workflowRun: { runId: '77' } },
    log: { info: say, notice: say, warning: say, mask() {} },
    stage: (_, work) => work(),
  };
});

const live = () => worlds.map((world) => world.aliases.get('live')?.split.stable);
const moving = () => moveTraffic(context, members).catch((error: DeployError) => error);

describe('a set of pointers', () => {
  test('moves as a whole, each with its note', async () => {
    await moveTraffic(context, members);
    expect(live()).toEqual(['2', '2', '2']);
    for (const world of worlds) {
      expect(readNote(world.aliases.get('live')?.note).fields).toMatchObject({ live: '2', prev: '1', run: '77' });
    }
  });

  test('goes back as a whole when one of it cannot move', async () => {
    worlds[2]?.disturb({ method: 'point', kind: 'fail', error: new DeployError('refused', 'No.') });
    expect(await moving()).toMatchObject({ kind: 'refused', next: 'Everything that had moved is back.' });
    expect(live()).toEqual(['1', '1', '1']);
    expect(readNote(worlds[0]?.aliases.get('live')?.note).fields).toMatchObject({ live: '1', undone: '2' });
  });

  test('takes back a move whose answer was lost, too', async () => {
    worlds[1]?.disturb({ method: 'point', kind: 'lose' });
    worlds[1]?.disturb({ method: 'alias', kind: 'fail' });
    expect(await moving()).toMatchObject({ kind: 'network' });
    expect(live()).toEqual(['1', '1', '1']);
  });

  test('names each member that could not be put back, and leaves what someone else moved', async () => {
    worlds[2]?.disturb({
      method: 'point',
      kind: 'race',
      by: () => {
        worlds[2]?.move('live', { stable: '1' }, 'by hand');
        worlds[0]?.move('live', { stable: '2' }, aliasNote({ live: '2', run: '99' }));
      },
    });
    expect(await moving()).toMatchObject({
      kind: 'conflict',
      next: expect.stringContaining('Not put back: live (someone else moved it meanwhile).'),
    });
    expect(live()).toEqual(['2', '1', '1']);
  });

  test('runs a hook after each member, and goes back when the hook fails', async () => {
    const seen: string[] = [];
    const failing = moveTraffic(context, members, {
      async afterMove(_, { split }) {
        seen.push(split.stable);
        if (seen.length === 2) throw new DeployError('vendor', 'The hook failed.');
      },
    });
    await expect(failing).rejects.toMatchObject({ message: 'The hook failed.' });
    expect(seen).toEqual(['2', '2']);
    expect(live()).toEqual(['1', '1', '1']);
  });
});
