import { messageOf } from '../core/errors.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import { type AliasNote, readNote } from '../core/note.js';
import type { Provider } from '../core/provider.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import { type MoveEnvironment, pointAlias } from './point-alias.js';
import { type SettleEnvironment, settle } from './settle.js';

/** Where traffic should be again, and how far to go for it. */
export interface RestoreRequest {
  provider: Provider;
  /** the alias's name */
  name: string;
  baseline: TrafficSplit;
  /** what the alias's note should remember once it is back */
  note: Partial<AliasNote>;
  /** may this run have moved it to where it is? A move by anybody else is left alone */
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
 * Puts traffic back, reads it back, and settles. Moves only what this run moved: where someone else has moved it
 * since, it is left alone. Tries again after failures until `until`; then throws the last of them.
 */
export async function restoreTraffic(
  request: RestoreRequest,
  context: MoveEnvironment & SettleEnvironment,
): Promise<RestoreResult> {
  const sent: Sent = {};
  let end = await retryUntilRestored(request, context, sent);
  if (request.late && !request.provider.capabilities.lock) {
    // Without a lock, the unanswered move may overtake us.
    await context.clock.sleep(LATE_MS);
    end = await retryUntilRestored(request, context, sent);
  }
  const { provider, baseline, until } = request;
  if (sent.from && end.end === 'home') {
    await settle(context, { provider, from: sent.from, to: baseline, after: end.alias }, { until });
  }

  return { ...end, moved: sent.from !== undefined };
}

type End = Omit<RestoreResult, 'moved'>;

/** Where traffic was before the first move back that was sent. */
interface Sent {
  from?: TrafficSplit;
}

async function retryUntilRestored(request: RestoreRequest, context: MoveEnvironment, sent: Sent): Promise<End> {
  const { clock, log } = context;
  for (;;) {
    try {
      return await attempt(request, context, sent);
    } catch (error) {
      if (clock.now() + PAUSE_MS > request.until) throw error;
      log.info(`Putting traffic back did not work yet: ${messageOf(error)}`);
      await clock.sleep(PAUSE_MS);
    }
  }
}

async function attempt(request: RestoreRequest, context: MoveEnvironment, sent: Sent): Promise<End> {
  const { provider, name, baseline, note, ours } = request;
  const alias = await provider.alias(name);
  if (sameSplit(alias?.split, baseline)) return { end: 'home', alias };
  if (!alias || !ours(alias)) {
    context.log.warning(`Someone else moved ${name}: it is ${describeSplit(alias?.split)}. It is left alone.`);
    return { end: 'foreign', alias };
  }
  sent.from ??= alias.split;
  const move = { provider, name, position: { current: alias }, next: baseline, note };
  return { end: 'home', alias: await pointAlias(move, context) };
}
