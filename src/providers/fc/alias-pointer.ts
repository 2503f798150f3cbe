import { DeployError, mayHaveTakenEffect } from '../../core/errors.js';
import { nextWritePause, type RunTime } from '../../core/http/next-pause.js';
import type { Alias, TrafficSplit } from '../../core/model.js';
import type { PointOptions, ProviderContext } from '../../core/provider.js';
import { describeSplit, sameSplit } from '../../core/traffic-split.js';
import { aliasBody, checkSplit, toAlias } from './convert-alias.js';
import type { FcApi } from './fc-api.js';
import { isNothingToPoint } from './vendor-errors.js';

/** For so long an alias that was read last of all counts as just read; in ms. */
const FRESH_MS = 1_000;

export interface AliasPointer {
  read(name: string): Promise<Alias | undefined>;
  point(name: string, split: TrafficSplit, options: PointOptions): Promise<Alias>;
}

/**
 * Reads and moves aliases. 2.0 has a lock (ETag, If-Match). 3.0 has none: what was read more than a moment ago is
 * read and compared again before the write, and read back after it. A rollback, which has just read it, needs neither
 * and is two requests.
 */
export function createAliasPointer(api: FcApi, locks: boolean, context: RunContext): AliasPointer {
  const reads = new Map<string, { at: number; sent: number; alias?: Alias }>();
  const content = new Set<string>();

  const read = async (name: string): Promise<Alias | undefined> => {
    const answer = await api.getAlias(name);
    if (answer?.body.resolvePolicy === 'Content') content.add(name);
    const alias = answer && toAlias(answer.body, locks ? answer.headers.etag : undefined);
    reads.set(name, { at: context.clock.now(), sent: api.sent(), alias });
    return alias;
  };

  const write = async (name: string, split: TrafficSplit, { expected, note }: PointOptions): Promise<Alias> => {
    let now = expected;
    for (let attempt = 1; ; attempt++) {
      reads.delete(name);
      try {
        return await writeAlias(api, locks, { name, split, expected: now, note });
      } catch (error) {
        const move = { name, split, expected, note };
        const next = await afterFailure(error, move, { read, locks, context, attempt });
        if ('done' in next) return next.done;
        now = next.from;
      }
    }
  };

  const point = async (name: string, split: TrafficSplit, options: PointOptions): Promise<Alias> => {
    const { expected, note } = options;
    checkSplit(split);
    refuseContentRouting(content, name);
    const last = reads.get(name);
    const young = last !== undefined && last.sent === api.sent() && context.clock.now() - last.at < FRESH_MS;
    const fresh = young && sameSplit(last.alias?.split, expected?.split);
    const sure = fresh || expected?.lock !== undefined;
    if (!sure) refuseStale(name, await read(name), expected);
    if (expected && sameSplit(expected.split, split) && (note ?? expected.note) === expected.note) return expected;
    const after = await write(name, split, options);
    // An answer without what was asked for proves nothing; nor does any to a write that could have raced.
    return sure && after.name === name && sameSplit(after.split, split) ? after : readBack(name, split, read);
  };
  return { read, point };
}

/** The one write. */
async function writeAlias(api: FcApi, locks: boolean, { name, split, expected, note }: AliasMove): Promise<Alias> {
  const body = aliasBody(split, note);
  const headers = expected?.lock ? { 'if-match': expected.lock } : undefined;
  const { body: raw, headers: got } = expected
    ? await api.updateAlias(name, body, headers)
    : await api.createAlias(name, body);
  return toAlias(raw, locks ? got.etag : undefined);
}

type Read = AliasPointer['read'];

type RunContext = RunTime & Pick<ProviderContext, 'signal'>;

interface Repeat {
  read: Read;
  locks: boolean;
  context: RunContext;
  /** the attempt that failed; 1 is the first */
  attempt: number;
}

/** After a failed write: done all the same, or what the next attempt starts from once a pause is over. Throws otherwise. */
async function afterFailure(
  error: unknown,
  move: AliasMove,
  { read, locks, context, attempt }: Repeat,
): Promise<{ done: Alias } | { from: Alias | undefined }> {
  const seen = await readAfterFailure(error, move.name, read);
  const done = resolveFailedWrite(error, seen, { ...move, repeated: attempt > 1 });
  if (done) return { done };
  const pause = nextWritePause(error, { ...context, count: attempt });
  if (pause === undefined) throw error;
  await context.clock.sleep(pause, context.signal);
  // With a lock, a repeat that comes too late is refused by the vendor; without one, by us.
  if (locks) return { from: seen };
  const now = await read(move.name);
  if (matchesOwnWrite(now, move)) return { done: now };
  refuseStale(move.name, now, seen);
  return { from: now };
}

function refuseStale(name: string, now: Alias | undefined, expected: Alias | undefined): void {
  if (sameSplit(now?.split, expected?.split)) return;
  throw movedMeanwhile(name, now, `expected ${describeSplit(expected?.split)}`);
}

function movedMeanwhile(name: string, now: Alias | undefined, wanted: string): DeployError {
  return new DeployError('conflict', `The alias ${name} is ${describeSplit(now?.split)} by now, ${wanted}.`, {
    next: 'Someone else moved it. Look at `list`, then run again what should win.',
  });
}

async function readBack(name: string, split: TrafficSplit, read: Read): Promise<Alias> {
  const now = await read(name);
  if (now && sameSplit(now.split, split)) return now;
  throw movedMeanwhile(name, now, `asked for ${describeSplit(split)}`);
}

const isStale = (error: unknown): boolean =>
  error instanceof DeployError && (error.kind === 'conflict' || error.code === 'AliasAlreadyExists');

interface AliasMove {
  name: string;
  split: TrafficSplit;
  expected?: Alias;
  note?: string;
}

/**
 * Is it what our write makes of the alias, note and all? Then a repetition that is refused met the write before it,
 * which was late. A move to the same version by someone else has another note.
 */
function matchesOwnWrite(seen: Alias | undefined, { split, expected, note }: AliasMove): seen is Alias {
  const noteThen = note ?? expected?.note ?? '';
  return seen !== undefined && sameSplit(seen.split, split) && (seen.note ?? '') === noteThen;
}

/** What a failed write means, given what is there now: done all the same, to be repeated (undefined), or an error. */
function resolveFailedWrite(
  error: unknown,
  seen: Alias | undefined,
  move: AliasMove & { repeated: boolean },
): Alias | undefined {
  const { name, split, expected, repeated } = move;
  if (isStale(error) && repeated && matchesOwnWrite(seen, move)) return seen;
  if (isStale(error)) throw movedMeanwhile(name, seen, `and the write of ${describeSplit(split)} was refused`);
  if (seen && sameSplit(seen.split, split)) return seen;
  if (mayHaveTakenEffect(error) && sameSplit(seen?.split, expected?.split)) return undefined;
  throw error;
}

/** What is there after a write that failed, where that decides what the failure means. */
async function readAfterFailure(error: unknown, name: string, read: Read): Promise<Alias | undefined> {
  if (!isStale(error) && !mayHaveTakenEffect(error) && !isNothingToPoint(error)) throw error;
  return await read(name).catch(() => {
    throw error;
  });
}

function refuseContentRouting(content: Set<string>, name: string): void {
  if (!content.has(name)) return;
  throw new DeployError(
    'refused',
    `The alias ${name} routes by the content of requests, which weights would overwrite.`,
    {
      next: 'Remove the content rules in the console first, or use another alias.',
    },
  );
}
