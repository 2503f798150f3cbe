import { beforeEach, expect, test } from '@jest/globals';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';
import { previewStage } from '../support/preview.js';

const can = { scope: 'service' as const };
let world: Memory;

beforeEach(async () => {
  world = memory({ can, affects: ['api', 'mail', 'search'] });
  const pkg = await makePackage({ 'index.js': 'one' });
  await operate({ world, can, pkg }, { path: 'build', switch: true, allow: { serviceWide: true } });
});

test('a move names all functions of the service that move with it', async () => {
  const pkg = await makePackage({ 'index.js': 'two' });
  const receipt = await operate({ world, can, pkg }, { path: 'build', switch: true, allow: { serviceWide: true } });
  expect(receipt.versionedTogether).toEqual(['api', 'mail', 'search']);
});

test('a dry run names them too', async () => {
  const pkg = await makePackage({ 'index.js': 'two' });
  const asked = { path: 'build', switch: true, allow: { serviceWide: true }, dryRun: true };
  expect((await operate({ world, can, pkg }, asked)).versionedTogether).toEqual(['api', 'mail', 'search']);
});

test('that they cannot be listed stops nothing', async () => {
  world.disturb({ method: 'versionedTogether', kind: 'fail' });
  const pkg = await makePackage({ 'index.js': 'two' });
  const receipt = await operate({ world, can, pkg }, { path: 'build', switch: true, allow: { serviceWide: true } });
  expect(receipt).toMatchObject({ outcome: 'done', switched: true });
  expect(receipt.notices.join()).toContain('could not be listed');
});

test('a rollback sends only what it must', async () => {
  const pkg = await makePackage({ 'index.js': 'two' });
  await operate({ world, can, pkg }, { path: 'build', switch: true, allow: { serviceWide: true } });
  world.requests.length = 0;
  await operate({ world, can }, { operation: 'rollback', version: '1', allow: { serviceWide: true } });
  // Who calls the newest upload is asked when traffic has moved.
  expect(world.requests).toEqual(['alias', 'point', 'callers']);
});

test('a preview stays out of a service of several functions, whose next version would hold its code', async () => {
  const hub = await previewStage();
  hub.world = world;
  const before = world.writes();
  const refused = await hub.preview({ can });
  expect(refused.error).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('api, mail, search'),
    next: expect.stringContaining('allow: service-wide'),
  });
  expect(world.writes()).toBe(before);
  expect((await hub.preview({ can, asked: { allow: { serviceWide: true } } })).outcome).toBe('done');
  await hub.close();
});
