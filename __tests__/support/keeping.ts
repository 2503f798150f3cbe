import type { Clock } from '../../src/core/clock.js';
import type { Forge } from '../../src/core/forge.js';
import type { ForgeTime } from '../../src/core/forge-time.js';
import { type Log, silentLog } from '../../src/core/log.js';
import type { Package, Receipt, WorkflowRun } from '../../src/core/model.js';
import type { Operation } from '../../src/core/operation.js';
import { newReceipt } from '../../src/core/receipt.js';
import { runOperation } from '../../src/core/run-operation.js';
import { operations } from '../../src/operations/index.js';
import { fakeClock } from './clock.js';
import { CAN, type Memory, type MemoryOptions } from './memory.js';
import { type Asked, RUN_BEGAN, request } from './operate.js';

export interface Stage {
  world: Memory;
  can?: MemoryOptions['can'];
  pkg?: Package;
  /** instead of `pkg` */
  pack?: () => Promise<Package>;
  workflowRun?: WorkflowRun;
  forge?: Forge;
  clock?: Clock;
  forgeTime?: ForgeTime;
  signal?: AbortSignal;
  log?: Log;
  operation?: Operation;
}

/** Runs one operation against a vendor in memory and a forge of the test's choice, and answers its receipt. */
export async function act(stage: Stage, asked: Asked): Promise<Receipt> {
  const { world, can, pkg, workflowRun = {}, forge = { save: async () => undefined }, log = silentLog } = stage;
  const wanted = request(asked);
  const { provider, function: name, alias } = wanted;
  const receipt = newReceipt({ operation: wanted.operation, provider, function: name, alias }, RUN_BEGAN);
  const module = { check: () => undefined, open: async () => world.open() };
  await runOperation(
    wanted,
    {
      operation: stage.operation ?? operations[wanted.operation],
      entry: { capabilities: { ...CAN, ...can }, load: async () => module },
      clock: stage.clock ?? fakeClock(),
      env: {},
      pack:
        stage.pack ??
        (async () => {
          if (!pkg) throw new Error('no package in this test');
          return pkg;
        }),
      ...{ workflowRun, forge, log, forgeTime: stage.forgeTime, signal: stage.signal },
    },
    receipt,
  );
  return receipt;
}
