import { DeployError, isSuperseded } from './errors.js';

/**
 * One member's seat in a release: all members move, or none. An operation that moves traffic waits here twice; without a
 * release there is no seat, and nothing to wait for.
 */
export interface Together {
  /** Waits until every member is ready to move. Throws when one of them will not be. */
  ready(): Promise<void>;
  /** Waits until every member has moved and was read back. Throws when one has not: this one has to go back. */
  moved(): Promise<void>;
  /** Tells the others at once that this one cannot move, so that they need not wait until it has looked around. */
  fail(error: unknown): void;
}

export interface Seat extends Together {
  /** The member has ended well, also without a move, when there was nothing to move. */
  leave(): void;
}

export interface GatheringOptions {
  /** Runs once, when all are ready and before the first moves. When it throws, nobody moves. */
  beforeMoves?(): Promise<void>;
  /** Runs once, when all have moved: from here on nobody goes back for another's sake. */
  onCommit?(): void;
}

/** Somebody who waits, in the order in which they came. */
interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** A seat for each of these members. */
export function gather(names: readonly string[], { beforeMoves, onCommit }: GatheringOptions = {}): Seat[] {
  const seats = names.map((name) => ({ name, ready: false, moved: false, gone: false }));
  const waiting: Record<'ready' | 'moved', Waiting[]> = { ready: [], moved: [] };
  let failure: Error | undefined;
  let phase: 'preparing' | 'moving' | 'committed' = 'preparing';

  const fail = (error: Error) => {
    if (phase === 'committed' || failure) return;
    failure = error;
    // Those that moved last go back first.
    for (const queue of [waiting.moved, waiting.ready]) for (const one of queue.splice(0).reverse()) one.reject(error);
  };
  const open = (queue: Waiting[]) => {
    for (const one of queue.splice(0)) one.resolve();
  };
  const advance = () => {
    if (failure) return;
    if (phase === 'preparing' && seats.every(({ ready, gone }) => ready || gone)) {
      phase = 'moving';
      void Promise.resolve(beforeMoves?.()).then(() => !failure && open(waiting.ready), fail);
    }
    if (phase === 'moving' && seats.every(({ moved, gone }) => moved || gone)) {
      phase = 'committed';
      onCommit?.();
      open(waiting.moved);
    }
  };
  const wait = (queue: 'ready' | 'moved') =>
    new Promise<void>((resolve, reject) => void waiting[queue].push({ resolve, reject }));

  return seats.map((seat) => ({
    async ready() {
      if (failure) throw failure;
      // Whoever lost a race and moves again has been let through before.
      if (seat.ready) return;
      seat.ready = true;
      const turn = wait('ready');
      advance();
      await turn;
    },
    async moved() {
      if (failure) throw failure;
      if (seat.moved || phase === 'committed') return;
      seat.moved = true;
      const turn = wait('moved');
      advance();
      await turn;
    },
    fail: (error) => fail(failureOf(seat.name, error)),
    leave() {
      seat.gone = true;
      advance();
    },
  }));
}

/** Why a member goes back, or does not move, for another one's sake. */
export class OtherMemberFailed extends DeployError {}

function failureOf(name: string, error: unknown): OtherMemberFailed {
  const kind = error instanceof DeployError ? error.kind : 'network';
  const what = isSuperseded(error) ? 'was overtaken by a newer commit' : 'failed';
  const message = `${name} ${what}, and a release goes live as a whole or not at all.`;
  return new OtherMemberFailed(kind, message, { cause: error });
}
