import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('an unknown function is red with its name, and nothing is written', async () => {
  const { code, log } = await place.run({ path: 'build', switch: 'true', function: '@demo/smaple' });
  expect(code).toBe(1);
  expect(log).toContain('smaple');
  expect(place.writes()).toEqual([]);
});

test('a bad key is red, names where the key comes from, and nothing is written', async () => {
  const { code, log } = await place.run({ operation: 'list', 'invoke-api-key': '0'.repeat(64) });
  expect(code).toBe(1);
  expect(log).toMatch(/401|key/i);
  expect(place.writes().filter(({ status }) => status < 400)).toEqual([]);
});

test('a server that is not there is red, names the address, and says what to check', async () => {
  const { code, log } = await place.run({ operation: 'list', 'invoke.url': 'http://127.0.0.1:9', timeout: '5s' });
  expect(code).toBe(1);
  expect(log).toContain('127.0.0.1:9');
});
