import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeShop, type Shop } from './lambda.js';

let shop: Shop;
beforeEach(async () => {
  shop = await makeShop();
  await shop.commit('one');
  await shop.start('deploy.yml', { event: 'push' });
  await shop.publish(12);
});
afterEach(() => shop.close());

test('cleanup.yml on its schedule keeps ten versions, and what is live', async () => {
  const { jobs, summaries } = await shop.start('cleanup.yml', { event: 'schedule' });
  expect(jobs).toEqual({ cleanup: 'success' });
  expect(await shop.versions()).toEqual(['1', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13']);
  expect(await shop.aliases()).toEqual({ live: { '1': 100 } });
  expect(summaries[0]).toContain('2 deleted, 1 kept');
});

test('cleanup.yml by hand only lists, unless told otherwise', async () => {
  await shop.writes();
  const by = (inputs?: Record<string, string>) => shop.start('cleanup.yml', { event: 'workflow_dispatch', inputs });
  const listed = await by();
  expect(listed.jobs).toEqual({ cleanup: 'success' });
  expect(await shop.writes()).toEqual([]);
  expect(await shop.versions()).toHaveLength(13);
  await by({ 'dry-run': 'false' });
  expect(await shop.versions()).toHaveLength(11);
});
