import type { Clock } from '../core/clock.js';
import { DeployError, messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { Provider } from '../core/provider.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';

export interface RestoreRequest {
  provider: Provider;
  clock: Clock;
  log: Log;
  name: string;
  baseline: TrafficSplit;
  /** the alias's note once it is home */
  note?: string;
  /** did this run move it there, or may it have? Everything else is somebody else's word */
  ours: (alias: Alias) => boolean;
  /** a move was sent whose answer has not come: it may still arrive */
  late: boolean;
  /** ms since the epoch: no further attempt after this */
  until: number;
}

/** home: read back there. foreign: someone else moved it meanwhile, and it was left alone. */
export interface RestoreResult {
  end: 'home' | 'foreign';
  alias: Alias | undefined;
  /** a move back was sent: otherwise traffic was found where it belongs */
  moved: boolean;
}

/** May this run have made the newest move of the alias? False when its note names another run. */
export function mayBeMovedBy(run: string | undefined, { note }: Alias): boolean {
  const writer = readNote(note).fields.run;
  return run === undefined || writer === undefined || writer === run;
}

const PAUSE_MS = 300;
/** after this an unanswered move has arrived, or never will */
const LATE_MS = 1000;

/**
 * Puts traffic back and reads it back. Moves only what this run moved: where somebody else has been meanwhile, their
 * word counts. Goes on through failures until `until`; then throws the last of them.
 */
export async function restoreTraffic(way: RestoreRequest): Promise<RestoreResult> {
  const sent = { moved: false };
  const end = await retryUntilRestored(way, sent);
  if (!way.late || way.provider.capabilities.lock) return { ...end, ...sent };
  // Without a lock, the unanswered move may overtake us.
  await way.clock.sleep(LATE_MS);
  return { ...(await retryUntilRestored(way, sent)), ...sent };
}

type End = Omit<RestoreResult, 'moved'>;
type Sent = Pick<RestoreResult, 'moved'>;

async function retryUntilRestored(way: RestoreRequest, sent: Sent): Promise<End> {
  const { clock, log, until } = way;
  for (;;) {
    try {
      return await attempt(way, sent);
    } catch (error) {
      if (clock.now() + PAUSE_MS > until) throw error;
      log.info(`Putting traffic back did not work yet: ${messageOf(error)}`);
      await clock.sleep(PAUSE_MS);
    }
  }
}

async function attempt({ provider, log, name, baseline, note, ours }: RestoreRequest, sent: Sent): Promise<End> {
  const alias = await provider.alias(name);
  if (sameSplit(alias?.split, baseline)) return { end: 'home', alias };
  if (!alias || !ours(alias)) {
    log.warning(`Someone else moved ${name}: it is ${describeSplit(alias?.split)}. It is left alone.`);
    return { end: 'foreign', alias };
  }
  sent.moved = true;
  const after = await provider.point(name, baseline, { expected: alias, note });
  if (sameSplit(after.split, baseline)) return { end: 'home', alias: after };
  throw new DeployError(
    'conflict',
    `Asked for ${describeSplit(baseline)}, but ${name} is ${describeSplit(after.split)}.`,
  );
}
