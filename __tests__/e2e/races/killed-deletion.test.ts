import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { type Inputs, SIGNALS } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  for (const word of ['two', 'three', 'four', 'five']) {
    await place.code(word);
    await place.run({ path: 'build', ...(word === 'five' && { switch: 'true' }) });
  }
  place.sandbox.clear();
});
afterEach(() => place.close());

const JOBS: [string, Inputs][] = [
  ['cleanup', { operation: 'cleanup', retention: '{keep: 1}' }],
  ['delete', { operation: 'delete', version: '2-4', confirm: 'true' }],
];

// A runner kills with a signal that nobody can hear; Windows has none.
(SIGNALS ? test.each(JOBS) : test.skip.each(JOBS))(
  'after a killed %s the post step says what is gone',
  async (name, asked) => {
    place.sandbox.fault({ kind: 'delay', ms: 60_000, method: 'DELETE', path: 'Qualifier=3' });
    const { child, end } = await place.start(asked);
    const deleted = () =>
      place.sandbox.requests().filter(({ method, status }) => method === 'DELETE' && status === 204);
    for (let left = 500; left > 0 && deleted().length < 2; left--) await sleep(10);
    child.kill('SIGKILL');
    const { state } = await end;
    const { code, summary, log } = await place.post(asked, state);
    // It is told, and fails nothing: the job is red already.
    expect(code).toBe(1);
    expect(summary).toContain(`${name} failed`);
    for (const id of ['2', '4']) expect(log).toMatch(new RegExp(`version ${id} +deleted`));
    expect(log).toMatch(/version 3 +failed +the run was ended before/);
    expect(log).not.toMatch(/version 5 +(deleted|failed)/);
  },
);
