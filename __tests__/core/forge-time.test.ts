import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import type { Forge } from '../../src/core/forge.js';
import { commentInTime, timedForge } from '../../src/core/forge-time.js';
import { newReceipt } from '../../src/core/receipt.js';

/** Never answers; throws why it was ended. */
const hang = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

const clock = systemClock;
const time = { beforeMoveMs: 60, afterMoveMs: 120, whenStoppedMs: 20 };
const receipt = newReceipt({ operation: 'deploy', provider: 'invoke', function: 'api', alias: 'live' }, new Date(0));
const stuck: Forge = {
  save: async () => undefined,
  comment: (_number, _key, _body, signal) => hang(signal),
  lastDeployed: (_environment, _place, signal) => hang(signal),
  endDeployment: (_deployment, _receipt, _end, signal) => hang(signal),
};
const run = (stop?: AbortSignal, over = new AbortController()) =>
  timedForge(stuck, { clock, signal: over.signal, stop, goesBack: false, time });
const end = (forge: Forge) =>
  forge.endDeployment?.({ id: 1, environment: 'production' }, receipt, { state: 'failure', description: '' });

test('all questions before a move share one time', async () => {
  const forge = run();
  const ask = () =>
    expect(forge.lastDeployed?.('production', receipt)).rejects.toThrow('the 0.06 s that it has in all');
  await ask();
  // What is asked then is refused at once, before a timer of the same length can fire.
  const again = new Promise((resolve) => setTimeout(resolve, time.beforeMoveMs, 'a time of its own'));
  const rest = Promise.all([ask(), ask()]).then(() => 'at once');
  expect(await Promise.race([rest, again])).toBe('at once');
});

test('what is asked before a move ends with the run', async () => {
  const over = new AbortController();
  over.abort(new Error('the run is over'));
  await expect(run(undefined, over).lastDeployed?.('production', receipt)).rejects.toThrow('the run is over');
});

test('how it ended is told also after the run is over', async () => {
  const over = new AbortController();
  over.abort(new Error('the run is over'));
  await expect(end(run(undefined, over))).rejects.toThrow('0.12 s');
});

test('a run that was told to stop has less time for that, and for its comment', async () => {
  await expect(end(run(AbortSignal.abort()))).rejects.toThrow('0.02 s');
  const forge = commentInTime(stuck, { clock, stop: AbortSignal.abort(), time });
  await expect(forge.comment?.(1, 'key', 'text')).rejects.toThrow('0.02 s');
});

test('what a forge cannot do, it still cannot', () => {
  expect(commentInTime({ save: stuck.save }, { clock }).comment).toBeUndefined();
  expect(run().openDeployment).toBeUndefined();
});
