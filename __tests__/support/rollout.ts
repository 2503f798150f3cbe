import { DeployError } from '../../src/core/errors.js';
import { journal } from '../../src/core/journal.js';
import type { Log } from '../../src/core/log.js';
import type { Receipt, TrafficSplit } from '../../src/core/model.js';
import { aliasNote } from '../../src/core/note.js';
import type { Provider } from '../../src/core/provider.js';
import { newReceipt } from '../../src/core/receipt.js';
import type { RolloutRequest } from '../../src/core/request.js';
import { parseExpectations } from '../../src/rollout/expectations.js';
import { runRollout } from '../../src/rollout/run.js';
import { parseSchedule } from '../../src/rollout/schedule.js';
import type { RolloutContext } from '../../src/rollout/state.js';
import { type FakeClock, fakeClock } from './clock.js';
import { type Memory, type MemoryOptions, memory } from './memory.js';
import { type Asked, DEFAULTS } from './operate.js';

/** A rollout of version 2 beside version 1, with all time in a fake clock. */
export interface Stage {
  world: Memory;
  clock: FakeClock;
  receipt: Receipt;
  /** every line said */
  lines: string[];
  /** the receipt as saved, newest last */
  saved: Receipt[];
  stop: AbortController;
  context: RolloutContext;
  /** Walks from what is live now to version 2; returns the error it ended with. */
  go(): Promise<DeployError | undefined>;
  /** what the alias points at */
  now(): unknown;
  /** every rollout that the alias had, in order */
  history: unknown[];
}

export interface StageOptions extends MemoryOptions {
  rollout?: string;
  expect?: string;
  request?: Pick<Asked, 'rollout' | 'probe' | 'metrics' | 'gate'>;
  dryRun?: boolean;
  timeoutMs?: number;
  /** called after each move */
  moved?: (split: TrafficSplit) => void;
  /** members of the provider put in place of the memory's own */
  with?: Partial<Provider>;
}

/** Probes by number, one every five seconds. */
function rolloutRequest({ probe, metrics, gate, rollout }: NonNullable<StageOptions['request']> = {}): RolloutRequest {
  return {
    rollout,
    probe: { ...DEFAULTS.probe, payload: '{}', interval: 5000, ...probe },
    metrics: { ...DEFAULTS.metrics, ...metrics },
    gate: { ...DEFAULTS.gate, ...gate },
  };
}

export function stage(options: StageOptions = {}): Stage {
  const clock = fakeClock();
  const world = memory(options);
  const name = typeof options.can?.aliases === 'object' ? options.can.aliases.fixed : 'live';
  world.seed(2);
  world.move(name, { stable: '1' }, aliasNote({ live: '1', prev: '0' }, 'the shop'));
  const history: unknown[] = [];
  const receipt = newReceipt(
    { operation: 'deploy', provider: 'aws-lambda', function: 'shop', alias: name },
    new Date(clock.now()),
  );
  const lines: string[] = [];
  const saved: Receipt[] = [];
  const stop = new AbortController();
  const say = (text: string) => void lines.push(text);
  const log: Log = { info: say, notice: say, warning: say, mask: () => undefined };
  const save = async (now: Receipt) => void saved.push(structuredClone(now));
  /** as the real ones: a provider opened with a signal sends nothing once it has fired */
  const open = (signal?: AbortSignal): Provider => {
    const inner = { ...world.open(), ...options.with };
    const heeding =
      <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        if (signal?.aborted) throw new DeployError('interrupted', 'The run was told to stop.');
        return work(...args);
      };
    const point: Provider['point'] = async (...args) => {
      const after = await inner.point(...args);
      history.push(after.split);
      options.moved?.(after.split);
      return after;
    };
    const provider = { ...inner, alias: heeding(inner.alias), point: heeding(point) };
    return journal(provider, receipt, { clock, dryRun: options.dryRun ?? false, save });
  };
  const context: RolloutContext = {
    request: {
      ...rolloutRequest({
        rollout: options.rollout === undefined ? undefined : parseSchedule(options.rollout),
        ...options.request,
        probe: { expect: parseExpectations(options.expect ?? ''), ...options.request?.probe },
      }),
      alias: name,
      dryRun: options.dryRun ?? false,
    },
    provider: open(stop.signal),
    ...{ receipt, clock, log },
    forge: { save },
    workflowRun: { commit: 'c'.repeat(40), runId: '77' },
    signal: stop.signal,
    deadline: clock.now() + (options.timeoutMs ?? 3_600_000),
    reopen: async () => open(),
    stage: (_, work) => work(),
  };
  receipt.workflowRun = context.workflowRun;
  return {
    ...{ world, clock, receipt, lines, saved, stop, context, history },
    now: () => world.aliases.get(name)?.split,
    async go() {
      const alias = structuredClone(world.aliases.get(name));
      receipt.before = alias?.split ?? null;
      receipt.after = receipt.before;
      try {
        await runRollout(context, alias, '2');
      } catch (error) {
        if (error instanceof DeployError) return error;
        throw error;
      }
      return undefined;
    },
  };
}

/** Walks a real provider's alias to `version`; only the waiting is fake. */
export async function walkOver(
  plain: Provider,
  how: { alias: string; version: string; rollout?: string; expect: string; detect: number },
): Promise<{ error?: DeployError; receipt: Receipt; lines: string[] }> {
  const clock = fakeClock();
  const facts = { operation: 'deploy', provider: 'aws-lambda', function: 'sample', alias: how.alias } as const;
  const receipt = newReceipt(facts, new Date(clock.now()));
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  const save = async () => undefined;
  const provider = journal(plain, receipt, { clock, dryRun: false, save });
  const alias = await provider.alias(how.alias);
  const request: RolloutContext['request'] = {
    ...rolloutRequest({
      probe: { expect: parseExpectations(how.expect) },
      gate: { detect: how.detect },
      rollout: how.rollout === undefined ? undefined : parseSchedule(how.rollout),
    }),
    ...{ alias: how.alias, dryRun: false },
  };
  const context: RolloutContext = {
    ...{ request, provider, receipt, clock, deadline: clock.now() + 3_600_000, workflowRun: {}, forge: { save } },
    log: { info: say, notice: say, warning: say, mask: () => undefined },
    stage: (_, work) => work(),
  };
  const error = await runRollout(context, alias, how.version).then(
    () => undefined,
    (thrown: unknown) => thrown as DeployError,
  );
  return { error, receipt, lines };
}

/** An answer of a version: `ms` and whether it is good. */
export const answering = (ok: boolean, ms = 10) => ({ status: ok ? 200 : 500, body: ok ? 'ok' : 'boom', ms });
