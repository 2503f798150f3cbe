import type { Clock } from './clock.js';
import { DeployError, isClearRefusal, stopReason } from './errors.js';
import type { Alias, Package, Receipt, Step, StepKind, TrafficSplit } from './model.js';
import type { Provider, PublishResult } from './provider.js';
import { publishStep } from './publish-step.js';
import { describeSplit } from './traffic-split.js';

export interface JournalOptions {
  clock: Clock;
  /** only write down, send nothing */
  dryRun: boolean;
  /** called before each write, with the receipt as it is */
  save: (receipt: Receipt) => Promise<void>;
  /** once it has fired, no more writes are sent */
  signal?: AbortSignal;
}

/** The number that a version gets which a dry run does not publish. */
export const UNPUBLISHED_VERSION = '(next)';

/** The number that a version gets which a dry run does not freeze. */
export const PINNED_VERSION = '(pinned)';

/**
 * Wraps a provider so that each write is in the receipt before it is sent, and its end after. What is unknown
 * (no answer came) stays marked as unknown.
 */
export function journal(provider: Provider, receipt: Receipt, options: JournalOptions): Provider {
  const write = writer(receipt, options);
  const { expose, siblingFunction } = provider;
  return {
    ...provider,
    publish(pkg, note) {
      // What a publish takes is known only to the provider, once it has looked: a dry run is one step.
      if (options.dryRun) return write({ ...publishStep(pkg), send: neverSent, pretend: () => unpublished(pkg) });
      return provider.publish(pkg, note, (step, send) => write({ ...step, send, pretend: neverSent }));
    },
    point: (name, split, point) =>
      write({
        ...(point.noteOnly
          ? { kind: 'note', what: `write the note of ${name}` }
          : { kind: 'point', what: `point ${name} at ${describeSplit(split)}` }),
        send: () => provider.point(name, split, point),
        pretend: () => planned(name, split, point.expected),
      }),
    remove: (version) =>
      write({ kind: 'remove', what: `delete version ${version.id}`, send: () => provider.remove(version), pretend }),
    drop: (alias) =>
      write({ kind: 'drop', what: `delete alias ${alias.name}`, send: () => provider.drop(alias), pretend }),
    ...latestWrites(provider, write),
    ...(expose && {
      expose: (alias, how) =>
        write({ kind: 'expose', what: `make a URL for ${alias}`, send: () => expose(alias, how), pretend: () => '' }),
    }),
    ...adoptionWrites(provider, write),
    ...(siblingFunction && {
      siblingFunction: async (name) => {
        const found = await siblingFunction(name);
        const wrap = (other: Provider) => journal(other, receipt, options);
        const make = { kind: 'create', what: `create function ${name}`, pretend: () => provider } as const;
        const end = { kind: 'drop', what: `delete function ${name}`, pretend } as const;
        return {
          provider: found.provider && wrap(found.provider),
          create: async () => wrap(await write({ ...make, send: found.create })),
          destroy: () => write({ ...end, send: found.destroy }),
        };
      },
    }),
  };
}

/** The writes to the newest upload beside `publish`, where a provider has them. */
function latestWrites({ capabilities, pinLatest, putLatest }: Provider, write: ReturnType<typeof writer>) {
  const { latest = '' } = capabilities;
  const both: Pick<Provider, 'pinLatest' | 'putLatest'> = {
    ...(pinLatest && {
      pinLatest: (note) =>
        write({
          kind: 'pin',
          what: `freeze what ${latest} holds as a version`,
          send: () => pinLatest(note),
          pretend: () => ({ id: PINNED_VERSION, status: 'planned' }),
        }),
    }),
    ...(putLatest && {
      putLatest: (version, how) =>
        write({
          kind: 'latest',
          what: `put the code of version ${version.id} back into ${latest}`,
          send: () => putLatest(version, how),
          pretend: () => version,
        }),
    }),
  };
  return both;
}

/** Each step of an adoption is a write of its own. */
function adoptionWrites({ adoption }: Provider, write: ReturnType<typeof writer>): Pick<Provider, 'adoption'> {
  if (!adoption) return {};
  return {
    async adoption(alias, direction) {
      const plan = await adoption(alias, direction);
      const steps = plan.steps.map(({ apply, ...step }) => ({
        ...step,
        ...(apply && { apply: () => write({ kind: 'bind', what: step.what, send: apply, pretend }) }),
      }));
      return { ...plan, steps };
    },
  };
}

const neverSent = (): never => {
  throw new Error('A dry run sends no writes, and a run does not pretend.');
};

interface Write<T> extends Pick<Step, 'checksum'> {
  kind: StepKind;
  what: string;
  send: () => Promise<T>;
  /** what a dry run answers */
  pretend: () => T;
}

const pretend = () => undefined;

const unpublished = (pkg: Package): PublishResult => ({
  version: { id: UNPUBLISHED_VERSION, status: 'planned', bytes: pkg.bytes },
  created: true,
  uploadedBytes: 0,
});

const planned = (name: string, split: TrafficSplit, expected?: Alias): Alias => ({ ...expected, name, split });

function writer(receipt: Receipt, { clock, dryRun, save, signal }: JournalOptions) {
  return async <T>({ send, pretend, ...facts }: Write<T>): Promise<T> => {
    if (signal?.aborted) throw notSent(signal, facts.what);
    if (dryRun) {
      receipt.steps.push({ ...facts, status: 'planned' });
      return pretend();
    }
    const step: Step = { ...facts, status: 'running' };
    receipt.steps.push(step);
    try {
      await save(receipt);
    } catch (error) {
      step.status = 'failed';
      throw error;
    }
    const started = clock.now();
    try {
      const answer = await send();
      step.status = 'done';
      return answer;
    } catch (error) {
      step.status = endOf(error);
      throw error;
    } finally {
      step.ms = clock.now() - started;
    }
  };
}

/** A run that was told to stop, or whose time is over, sends no further writes. */
function notSent(signal: AbortSignal, what: string): DeployError {
  const { kind, next } = stopReason(signal);
  const why = kind === 'timeout' ? 'Its `timeout` ended the run' : 'The run was told to stop';
  return new DeployError(kind, `${why} before it came to: ${what}.`, { next });
}

/** After a clear refusal nothing happened; anything else may have happened, also after a server error. */
function endOf(error: unknown): Step['status'] {
  if (error instanceof DeployError && error.writeAccepted) return 'partial';
  return isClearRefusal(error) ? 'failed' : 'unknown';
}
