import type { Clock } from '../core/clock.js';
import type { Log } from '../core/log.js';
import type { Alias, Receipt, TrafficSplit } from '../core/model.js';
import type { Provider } from '../core/provider.js';
import { trafficShares } from '../core/traffic-split.js';

/** What waiting for callers needs of a run. */
export interface SettleEnvironment {
  clock: Clock;
  log: Log;
  receipt: Receipt;
  signal?: AbortSignal;
  /** the input `settle`: `true` waits as long as the provider says, a number is in ms */
  settle?: number | boolean;
  stage<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface Move {
  provider: Provider;
  /** null or undefined: nothing was live */
  from: TrafficSplit | null | undefined;
  to: TrafficSplit;
  /** the alias as it was read back: it may know its own lag */
  after?: Alias;
}

/** How a wait may differ from what the input says. */
export interface SettleOptions {
  /** wait until callers see it, whatever the input says */
  always?: boolean;
  /** do not wait beyond this: ms since the epoch */
  until?: number;
  /** asked now and then: may return true as soon as the new split has been seen */
  seen?: () => Promise<boolean>;
  /** from one question to the next, in ms */
  every?: number;
}

/**
 * After a move: notes for how long callers may still get a version that has no traffic any more, and waits for that
 * where the input `settle` asks for it (or the caller must). A run that was told to stop does not wait.
 */
export async function settle(environment: SettleEnvironment, move: Move, options: SettleOptions = {}): Promise<void> {
  const { receipt, log, clock } = environment;
  const lag = move.after?.settlesMs ?? move.provider.capabilities.settlesMs;
  receipt.staleVersions = staleVersions(move);
  receipt.settlesMs = lag > 0 && receipt.staleVersions.length > 0 ? lag : undefined;
  const wait = waitMs(environment, lag, options);
  if (wait <= 0 || environment.signal?.aborted) return;
  log.info(`Waiting up to ${wait / 1000} s, until every caller sees the new traffic split.`);
  const end = clock.now() + wait;
  const seen = await environment.stage('settle', () => waitUntil(environment, end, options));
  if (receipt.settlesMs !== undefined) receipt.settlesMs = seen ? 0 : Math.max(0, lag - wait);
}

/** The versions that had traffic before the move and have none after it. */
export function staleVersions({ from, to }: Pick<Move, 'from' | 'to'>): string[] {
  const after = trafficShares(to);
  return Object.keys(trafficShares(from)).filter((version) => after[version] === undefined);
}

function waitMs({ settle: asked, clock }: SettleEnvironment, lag: number, options: SettleOptions): number {
  const { always, until = Number.POSITIVE_INFINITY } = options;
  const wanted = Math.max(asked === true ? lag : asked || 0, always ? lag : 0);
  return Math.min(wanted, Math.max(0, until - clock.now()));
}

/** Was the new split seen before the end? */
async function waitUntil({ clock, signal }: SettleEnvironment, end: number, options: SettleOptions): Promise<boolean> {
  const { seen, every = 1000 } = options;
  for (let left = end - clock.now(); left > 0; left = end - clock.now()) {
    if (await seen?.()) return true;
    await clock.sleep(seen ? Math.min(left, every) : left, signal);
  }
  return false;
}
