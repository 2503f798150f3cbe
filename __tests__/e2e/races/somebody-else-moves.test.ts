import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import type { Inputs } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
  await place.run({ path: 'build', switch: 'true' });
});
afterEach(() => place.close());

async function written(method: string): Promise<void> {
  for (let left = 300; left > 0 && !place.writes().some((one) => one.method === method); left--) await sleep(10);
}

test('a deploy that only publishes says what is live when it ends, not when it began', async () => {
  await place.code('three');
  place.sandbox.clear();
  place.sandbox.fault({ kind: 'delay', ms: 1500, method: 'PUT', path: '/code$' });
  const deploy = place.run({ path: 'build' });
  await written('PUT');
  expect((await place.run({ operation: 'rollback', version: '1' })).code).toBe(0);
  const { code, log } = await deploy;
  expect(code).toBe(0);
  expect(log).toContain('version 3 is published, version 1 is live now');
  expect(log).toContain('Someone else moved live meanwhile: it is version 1 now.');
});

test('a cleanup says what is live when it ends', async () => {
  const asked: Record<string, Inputs> = { three: { switch: 'true' }, four: {} };
  for (const [word, more] of Object.entries(asked)) {
    await place.code(word);
    await place.run({ path: 'build', ...more });
  }
  place.sandbox.clear();
  place.sandbox.fault({ kind: 'delay', ms: 1500, method: 'DELETE', path: '/functions/shop' });
  const cleanup = place.run({ operation: 'cleanup', retention: '{keep: 1}' });
  await written('DELETE');
  expect((await place.run({ operation: 'promote', version: '4' })).code).toBe(0);
  const { code, log, outputs } = await cleanup;
  expect(code).toBe(0);
  expect(log).toContain('Someone else moved live meanwhile: it is version 4 now.');
  expect(JSON.parse(outputs.receipt ?? '{}').after).toEqual({ stable: '4' });
});
