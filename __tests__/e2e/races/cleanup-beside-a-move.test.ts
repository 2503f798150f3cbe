import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { FC, fcPlace, SERVICE_WIDE } from '../../support/fc.js';

test.each(FC)('%s: a version that got the traffic while it was deleted is said, with the way out', async (provider) => {
  const place = await fcPlace(provider);
  try {
    for (const word of ['one', 'two', 'three', 'four']) await place.live(word);
    // The vendor deletes what an alias points at, and what it was asked to delete is on its way already.
    place.sandbox.fault({ kind: 'delay', ms: 1500, method: 'DELETE', path: '/versions/2', times: 1 });
    const cleanup = place.run({ operation: 'cleanup', retention: '{keep: 1}' });
    await deleting(place);
    const person = await place.run({ operation: 'promote', version: '2', ...SERVICE_WIDE[provider] });
    expect(person.code).toBe(0);
    const { code, log, outputs } = await cleanup;
    expect([place.pointsAt(), place.versions().includes('2')]).toEqual(['2', false]);
    expect(code).toBe(1);
    expect(log).toContain('live points at version 2, which does not exist any more');
    expect(outputs['rollback-command']).toContain('--version 4');
    // The printed line mends it.
    expect((await place.run({ operation: 'rollback', version: '4', ...SERVICE_WIDE[provider] })).code).toBe(0);
    expect(place.pointsAt()).toBe('4');
  } finally {
    await place.close();
  }
});

async function deleting({ writes }: { writes(): { method: string }[] }): Promise<void> {
  for (let left = 300; left > 0 && !writes().some(({ method }) => method === 'DELETE'); left--) await sleep(10);
}
