import type { Clock } from './clock.js';
import { DeployError, inputError, messageOf } from './errors.js';
import type { Forge } from './forge.js';
import type { Job, Operation } from './job.js';
import { journal } from './journal.js';
import type { Log } from './log.js';
import type { Package, Receipt, Request, Source } from './model.js';
import type { Provider, ProviderContext, ProviderEntry } from './provider.js';
import { describe, sameRollout } from './rollout.js';
import { suggestions } from './suggest.js';

/** Everything a run needs from outside. */
export interface World {
  operation: Operation;
  entry: ProviderEntry;
  clock: Clock;
  log: Log;
  forge: Forge;
  source: Source;
  env: ProviderContext['env'];
  signal?: AbortSignal;
  /** Makes the package; calls `safe` as soon as nothing can be wrong with the input any more. */
  pack(request: Request, log: Log, safe: () => void): Promise<Package>;
}

/** An empty receipt: the truth before anything happened. */
export function newReceipt(facts: Pick<Receipt, 'operation' | 'provider' | 'function' | 'alias'>, at: Date): Receipt {
  return {
    schema: 1,
    ...facts,
    providerTitle: '',
    outcome: 'failed',
    dryRun: false,
    startedAt: at.toISOString(),
    ms: 0,
    source: {},
    steps: [],
    stages: [],
    changed: false,
    switched: false,
    suggestions: [],
    notices: [],
  };
}

/**
 * open provider → run operation → receipt. Never throws: what went wrong is in the receipt, beside what was done.
 */
export async function run(request: Request, world: World, receipt: Receipt): Promise<void> {
  const { clock } = world;
  const started = clock.now();
  receipt.source = world.source;
  receipt.dryRun = request.dryRun;
  receipt.providerTitle = world.entry.can.title;
  receipt.service = request.service;
  const log = noting(world.log, receipt);
  let provider: Provider | undefined;
  try {
    const job = await prepare(request, { ...world, log }, receipt, (opened) => {
      provider = opened;
    });
    await world.operation.run(job);
    receipt.outcome = request.dryRun ? 'planned' : 'done';
  } catch (error) {
    receipt.outcome = 'failed';
    receipt.error = failureOf(error);
    if (provider) await lookAgain(provider, request, receipt);
  }
  if (provider) receipt.suggestions.push(...suggestions(request, provider, receipt));
  receipt.ms = clock.now() - started;
}

/** Checks all that can be checked without a request, then opens the provider. */
async function prepare(
  request: Request,
  world: World,
  receipt: Receipt,
  opened: (provider: Provider) => void,
): Promise<Job> {
  const { operation, entry, clock, log, env, signal, forge, source } = world;
  refuseIncapable(request, operation, entry);
  operation.check?.(request);
  const module = await entry.load();
  module.check(request, env);
  const deadline = clock.now() + request.timeoutMs;
  const stage = stages(receipt, clock);
  const pack = packer(request, world, receipt, stage);
  if (request.path !== undefined) await pack.safe();
  const context: ProviderContext = { clock, log, env, signal, deadline };
  const plain = await stage('open', () => module.open(request, context));
  opened(plain);
  const save = (now: Receipt) => forge.save(now);
  const provider = journal(plain, receipt, { clock, dryRun: request.dryRun, save, signal });
  return { request, provider, receipt, clock, log, forge, source, signal, deadline, stage, pack: pack.whole };
}

function refuseIncapable(request: Request, operation: Operation, { can }: ProviderEntry): void {
  for (const { need, because } of operation.needs(request)) {
    const able = need === 'aliases' ? can.aliases === 'many' : can[need];
    if (able) continue;
    const what = {
      split: 'split traffic between versions',
      notes: 'keep descriptions',
      invoke: 'run one version by its number',
      aliases: 'have several aliases',
    }[need];
    throw inputError(
      because,
      '',
      `${can.title} cannot ${what}.`,
      'Nothing was sent. The README’s table of providers shows what each can do.',
    );
  }
  if (can.scope !== 'service' || request.allowServiceWide || !operation.moves?.(request)) return;
  const next = 'Write `allow-service-wide: true` if that is meant.';
  throw inputError('allow-service-wide', '', `${can.title} moves all functions of the service together.`, next);
}

/** The package is made once, beginning at once; `safe` resolves when the input has proved to be usable. */
function packer(request: Request, world: World, receipt: Receipt, stage: Job['stage']) {
  let made: Promise<Package> | undefined;
  let safe: Promise<unknown> | undefined;
  const begin = () => {
    safe = new Promise<void>((resolve, reject) => {
      made = stage('package', () => world.pack(request, world.log, resolve));
      made.then(() => resolve(), reject);
    });
    safe.catch(() => undefined);
  };
  return {
    async safe(): Promise<void> {
      if (!safe) begin();
      await safe;
    },
    async whole(): Promise<Package> {
      if (!made) begin();
      const pkg = await (made as Promise<Package>);
      receipt.package = factsOf(pkg);
      return pkg;
    },
  };
}

const factsOf = (pkg: Package): Receipt['package'] => ({
  file: pkg.file,
  bytes: pkg.bytes,
  sha256: pkg.sha256,
  manifestSha256: pkg.manifest.sha256,
  files: pkg.manifest.entries.length,
  unpackedBytes: pkg.manifest.unpackedBytes,
});

const stages =
  (receipt: Receipt, clock: Clock) =>
  async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = clock.now();
    try {
      return await work();
    } finally {
      receipt.stages.push({ name, ms: clock.now() - started });
    }
  };

/** Notices and warnings stay in the receipt too. */
const noting = (log: Log, receipt: Receipt): Log => ({
  ...log,
  notice(text) {
    receipt.notices.push(text);
    log.notice(text);
  },
  warning(text) {
    receipt.notices.push(text);
    log.warning(text);
  },
});

function failureOf(error: unknown): Receipt['error'] {
  if (error instanceof DeployError) return { kind: error.kind, message: error.message, next: error.next };
  return { kind: 'bug', message: messageOf(error), next: 'This should not happen: please report it with the log.' };
}

/** After a failure: what is live is read, not guessed. Where even that fails, the receipt says that it is not known. */
async function lookAgain(provider: Provider, request: Request, receipt: Receipt): Promise<void> {
  if (receipt.error?.kind === 'input') return;
  delete receipt.after;
  try {
    const alias = await provider.alias(request.alias);
    receipt.after = alias?.rollout ?? null;
    if (receipt.before === undefined) receipt.before = receipt.after;
    receipt.switched = !sameRollout(receipt.before, receipt.after);
  } catch (error) {
    receipt.notices.push(
      `What is live could not be read: ${messageOf(error)} Before the run it was ${describe(receipt.before)}.`,
    );
  }
}
