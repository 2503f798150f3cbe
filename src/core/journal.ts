import type { Clock } from './clock.js';
import { DeployError } from './errors.js';
import type { Alias, Receipt, Rollout, Step, StepKind } from './model.js';
import type { Provider, Published } from './provider.js';
import { describe } from './rollout.js';

export interface JournalOptions {
  clock: Clock;
  /** only write down, send nothing */
  dryRun: boolean;
  /** called before each write, with the receipt as it is */
  save: (receipt: Receipt) => Promise<void>;
}

/** The number that a version gets which a dry run does not publish. */
export const NEXT = '(next)';

/**
 * Wraps a provider so that each write is in the receipt before it is sent, and its end after. What is unknown
 * (no answer came) stays marked as unknown.
 */
export function journal(provider: Provider, receipt: Receipt, options: JournalOptions): Provider {
  const write = writer(receipt, options);
  const wrapped: Provider = {
    ...provider,
    publish: (pkg, note) =>
      write(
        'publish',
        `publish ${pkg.bytes} bytes as a new version`,
        () => provider.publish(pkg, note),
        (): Published => {
          return { version: { id: NEXT, status: 'planned', bytes: pkg.bytes }, created: true, uploadedBytes: 0 };
        },
      ),
    point: (name, rollout, point) =>
      write(
        'point',
        `point ${name} at ${describe(rollout)}`,
        () => provider.point(name, rollout, point),
        () => planned(name, rollout, point.expected),
      ),
    remove: (version) =>
      write(
        'remove',
        `delete version ${version.id}`,
        () => provider.remove(version),
        () => undefined,
      ),
    drop: (alias) =>
      write(
        'drop',
        `delete alias ${alias.name}`,
        () => provider.drop(alias),
        () => undefined,
      ),
  };
  const { expose } = provider;
  if (expose) {
    wrapped.expose = (alias, how) =>
      write(
        'expose',
        `make a URL for ${alias}`,
        () => expose(alias, how),
        () => '',
      );
  }
  return wrapped;
}

const planned = (name: string, rollout: Rollout, expected?: Alias): Alias => ({ ...expected, name, rollout });

function writer(receipt: Receipt, { clock, dryRun, save }: JournalOptions) {
  return async <T>(kind: StepKind, what: string, send: () => Promise<T>, pretend: () => T): Promise<T> => {
    if (dryRun) {
      receipt.steps.push({ kind, what, status: 'planned' });
      return pretend();
    }
    const step: Step = { kind, what, status: 'running' };
    receipt.steps.push(step);
    await save(receipt);
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

/** A clear no means that nothing happened; everything else may have happened. */
function endOf(error: unknown): Step['status'] {
  const clear: string[] = ['conflict', 'refused', 'vendor', 'input'];
  return error instanceof DeployError && clear.includes(error.kind) ? 'failed' : 'unknown';
}
