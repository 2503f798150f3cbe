import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Ancestry } from '../../src/core/forge.js';
import type { Package } from '../../src/core/model.js';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

const OURS = '2'.repeat(40);
const THEIRS = '3'.repeat(40);
let world: Memory;
let pkg: Package;

beforeEach(async () => {
  pkg = await makePackage({ 'index.js': 'ours' });
});

describe('where the provider keeps no notes', () => {
  const BARE = { notes: false, lock: false, split: false } as const;
  const asked = { path: 'build', switch: true } as const;
  const theirMove = (ancestry: Ancestry, environment?: string) => {
    world = memory({ can: BARE });
    world.seed(2);
    world.move('live', { stable: '1' });
    world.disturb({ method: 'point', kind: 'race', by: () => world.move('live', { stable: '2' }) });
    const deployment = { id: 7, environment: 'production', operation: 'deploy', alias: 'live', before: null };
    const past = {
      ...deployment,
      after: { stable: '2' },
      references: {},
      state: 'in_progress',
      commit: THEIRS,
      run: '20',
    };
    const forge = {
      ancestry: async () => ancestry,
      activeDeployments: async () => [past],
      openDeployment: async () => ({ id: 8, environment: 'production' }),
      endDeployment: async () => undefined,
    };
    const workflowRun = { commit: OURS, runId: '15' };
    return operate({ world, pkg, can: BARE, workflowRun, forge }, { ...asked, environment });
  };

  test('the Deployments of the environment say whose commit is live', async () => {
    expect(await theirMove('ancestor', 'production')).toMatchObject({ outcome: 'superseded', after: { stable: '2' } });
    expect(await theirMove('descendant', 'production')).toMatchObject({ outcome: 'done', after: { stable: '3' } });
  });

  test('without one nobody knows, which is an error that says what would help', async () => {
    const { error, after } = await theirMove('descendant');
    expect([error?.kind, error?.next, after]).toEqual([
      'conflict',
      expect.stringContaining('With `environment` and `github-token`, GitHub remembers'),
      { stable: '2' },
    ]);
  });

  /** A newer commit's deploy goes live after our look at the alias and before our switch, which covers it up. */
  const coveredUp = (states: string[], ancestry: Ancestry = 'ancestor') => {
    world = memory({ can: BARE });
    world.seed(2);
    world.move('live', { stable: '1' });
    const past = { id: 7, environment: 'production', operation: 'deploy', alias: 'live', before: { stable: '1' } };
    const activeDeployments = async () => {
      const state = (states.length > 1 ? states.shift() : states[0]) ?? '';
      return [{ ...past, after: { stable: '2' }, references: {}, state, commit: THEIRS, run: '20' }];
    };
    const forge = {
      ancestry: async () => ancestry,
      activeDeployments,
      openDeployment: async () => ({ id: 8, environment: 'production' }),
      endDeployment: async () => undefined,
    };
    const workflowRun = { commit: OURS, runId: '15' };
    return operate({ world, pkg, can: BARE, workflowRun, forge }, { ...asked, environment: 'production' });
  };

  test('a newer commit that our switch covered up gets its place back', async () => {
    const receipt = await coveredUp(['in_progress', 'success']);
    expect(receipt).toMatchObject({ outcome: 'superseded', switched: false, after: { stable: '2' } });
    expect(world.aliases.get('live')?.split).toEqual({ stable: '2' });
    expect(await coveredUp(['in_progress', 'in_progress', 'success'])).toMatchObject({ after: { stable: '2' } });
  });

  test('an older one does not, nor one that was live before and was taken back, nor one that is not live yet', async () => {
    const done = { outcome: 'done', switched: true, after: { stable: '3' } };
    expect(await coveredUp(['in_progress', 'success'], 'descendant')).toMatchObject(done);
    expect(await coveredUp(['success'])).toMatchObject(done);
    expect(await coveredUp(['in_progress'])).toMatchObject(done);
  });

  test('the same code under another number is no race that anybody lost', async () => {
    world = memory({ can: BARE });
    world.seed(2);
    world.move('live', { stable: '1' });
    const twin = () => {
      Object.assign(world.versions.get('2') ?? {}, { checksum: world.versions.get('3')?.checksum });
      world.move('live', { stable: '2' });
    };
    world.disturb({ method: 'point', kind: 'race', by: twin });
    const receipt = await operate({ world, pkg, can: BARE, workflowRun: { commit: OURS, runId: '15' } }, asked);
    expect(receipt).toMatchObject({ outcome: 'done', switched: false, version: { id: '2' }, after: { stable: '2' } });
  });
});
