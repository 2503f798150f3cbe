import type { Forge } from '../../src/core/forge.js';
import { silentLog } from '../../src/core/log.js';
import type { Package, Receipt, Request, WorkflowRun } from '../../src/core/model.js';
import { newReceipt } from '../../src/core/receipt.js';
import { runOperation } from '../../src/core/run-operation.js';
import { operations } from '../../src/operations/index.js';
import { fakeClock } from './clock.js';
import { CAN, type Memory, type MemoryOptions } from './memory.js';

/** What a test cares about: of a map, only the keys that matter. */
export type Asked = { [Key in keyof Request]?: Request[Key] extends object ? Partial<Request[Key]> : Request[Key] };

/** The inputs of a map, as they are when nothing of it is given. */
export const DEFAULTS = {
  probe: { expect: [], interval: 10_000, logs: false },
  metrics: { alarms: [], signals: [] },
  gate: { failure: 'rollback', cancel: 'rollback', unclear: 'hold', detect: 10, unchecked: false },
  preview: { comment: true },
  retention: {},
  allow: {},
  create: {},
  release: {},
} satisfies Partial<Request>;

/** A complete request of the command line's kind, with what a test cares about on top. */
export function request(asked: Asked = {}): Request {
  const { probe, metrics, gate, preview, retention, allow, create, release, ...flat } = asked;
  return {
    ...{ operation: 'deploy', provider: 'aws-lambda', function: 'api', alias: 'live' },
    ...{ compression: 'default', secrets: 'warn', uploadArtifact: false },
    ...{ switch: false, dryRun: false, timeout: 600_000, limit: 50 },
    targetInputs: { provider: 'aws-lambda', function: 'api' },
    ...(flat as Partial<Request>),
    probe: { ...DEFAULTS.probe, ...probe },
    metrics: { ...DEFAULTS.metrics, ...metrics },
    gate: { ...DEFAULTS.gate, ...gate },
    preview: { ...DEFAULTS.preview, ...preview },
    retention: { ...retention },
    allow: { ...allow },
    create: { ...create },
    release: { ...release },
  };
}

/** After whatever earlier runs did: their clocks start a day before. */
export const RUN_BEGAN = new Date(Date.UTC(2026, 0, 2));

export interface Setting {
  world: Memory;
  can?: MemoryOptions['can'];
  pkg?: Package;
  workflowRun?: WorkflowRun;
  forge?: Partial<Forge>;
}

/** Runs one operation against a vendor in memory, as the doors do, and answers its receipt. */
export async function operate({ world, can, pkg, workflowRun = {}, forge }: Setting, asked: Asked): Promise<Receipt> {
  const wanted = request(asked);
  const receipt = newReceipt(
    { operation: wanted.operation, provider: wanted.provider, function: wanted.function, alias: wanted.alias },
    RUN_BEGAN,
  );
  await runOperation(
    wanted,
    {
      operation: operations[wanted.operation],
      entry: {
        capabilities: { ...CAN, ...can },
        load: async () => ({ check: () => undefined, open: async () => world.open() }),
      },
      clock: fakeClock(),
      log: silentLog,
      forge: { save: async () => undefined, ...forge },
      workflowRun,
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
