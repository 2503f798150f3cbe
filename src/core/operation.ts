import type { Clock } from './clock.js';
import type { Forge } from './forge.js';
import type { Log } from './log.js';
import type { OperationEffect, OperationName, Package, Receipt, Request, WorkflowRun } from './model.js';
import type { Capabilities, Provider } from './provider.js';
import type { Together } from './together.js';

/** What an operation works with. It changes nothing but through `provider`, and tells everything to `receipt`. */
export interface OperationContext {
  request: Request;
  provider: Provider;
  receipt: Receipt;
  clock: Clock;
  log: Log;
  forge: Forge;
  workflowRun: WorkflowRun;
  /** the environment, read-only; absent: empty */
  env?: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  /** ms since the epoch */
  deadline: number;
  /** the others of a release, with whom this run moves; absent: it moves alone */
  together?: Together;
  /** The package of `path`, made once however often it is asked for. */
  pack(): Promise<Package>;
  /**
   * The same provider, journal included, without the run's signal and with a deadline of its own (ms since the
   * epoch): to put traffic back after the run was told to stop or ran out of time.
   */
  reopen?(deadline: number): Promise<Provider>;
  /** Times `work` as one stage of the receipt. */
  stage<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** A capability that an operation cannot do without. */
export type RequiredCapability = keyof Pick<Capabilities, 'split' | 'notes' | 'invoke'> | 'aliases';

/** One operation: one file. */
export interface Operation {
  name: OperationName;
  /** what it does to the function: reports choose their words by it */
  effect: OperationEffect;
  /** what it does, for `help`: "show the versions" */
  summary: string;
  /** The sentence that a report begins with when it is done; absent: reports have their own for its effect. */
  headline?(receipt: Receipt): string;
  /** Refuses a request that makes no sense for it: throws `input`. Sends nothing. */
  check?(request: Request): void;
  /**
   * Looks at what started the run, before anything is checked or sent; may complete the request. Returns why there is
   * nothing to do: then the run ends, green and skipped. Throws `input` or `refused`.
   */
  skipReason?(request: Request, forge: Forge): Promise<string | undefined>;
  /** What this request cannot do without, each with the input that asks for it, and maybe what to do instead. */
  requires(request: Request): { need: RequiredCapability; because: string; instead?: string }[];
  /** Will this request move traffic? */
  moves?(request: Request): boolean;
  run(context: OperationContext): Promise<void>;
}
