import type { Forge } from '../../src/core/forge.js';
import { silentLog } from '../../src/core/log.js';
import type { Package, Receipt, Request, Source } from '../../src/core/model.js';
import { newReceipt } from '../../src/core/receipt.js';
import { run } from '../../src/core/run.js';
import { operations } from '../../src/operations/index.js';
import { fakeClock } from './clock.js';
import { CAN, type Memory, type MemoryOptions } from './memory.js';

/** A complete request of the command line's kind, with what a test cares about on top. */
export function request(asked: Partial<Request> = {}): Request {
  return {
    operation: 'deploy',
    provider: 'aws-lambda',
    function: 'api',
    alias: 'live',
    compression: 'default',
    secrets: 'warn',
    uploadArtifact: false,
    switch: false,
    dryRun: false,
    timeoutMs: 600_000,
    limit: 50,
    ...{ onFailure: 'rollback', onCancel: 'rollback', probeExpect: [], probeCount: 5, probeInterval: 10_000 },
    ...{ probeCompare: false, alarmNames: [] },
    place: { provider: 'aws-lambda', function: 'api' },
    ...asked,
  };
}

export interface Setting {
  world: Memory;
  can?: MemoryOptions['can'];
  pkg?: Package;
  source?: Source;
  forge?: Partial<Forge>;
}

/** Runs one operation against a vendor in memory, as the doors do, and answers its receipt. */
export async function operate(
  { world, can, pkg, source = {}, forge }: Setting,
  asked: Partial<Request>,
): Promise<Receipt> {
  const wanted = request(asked);
  const receipt = newReceipt(
    { operation: wanted.operation, provider: wanted.provider, function: wanted.function, alias: wanted.alias },
    new Date(0),
  );
  await run(
    wanted,
    {
      operation: operations[wanted.operation],
      entry: {
        can: { ...CAN, ...can },
        load: async () => ({ check: () => undefined, open: async () => world.open() }),
      },
      clock: fakeClock(),
      log: silentLog,
      forge: { save: async () => undefined, ...forge },
      source,
      env: {},
      pack: async () => {
        if (!pkg) throw new Error('no package in this test');
        return pkg;
      },
    },
    receipt,
  );
  return receipt;
}
