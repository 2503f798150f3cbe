import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from './core/clock.js';
import { DeployError, messageOf } from './core/errors.js';
import type { Forge } from './core/forge.js';
import type { Log } from './core/log.js';
import type { OperationName, Package, Receipt, Request } from './core/model.js';
import { newReceipt } from './core/receipt.js';
import { type Redactor, redactingForge, redactor } from './core/redact.js';
import type { RunEnvironment } from './core/run-operation.js';
import { readWorkflowRun } from './github/workflow-run.js';
import { completeInputs } from './inputs/complete-inputs.js';
import type { CompleteInputs, ManifestHost } from './inputs/manifest/types.js';
import { type GivenInputs, readFlat, secretsOf } from './inputs/read-request.js';
import { providerOf } from './providers/index.js';

/** Beside the bundle. */
const WORKER = 'zip-worker.js';

/** What a door (the runner's, or the terminal's) brings. */
export interface RunHost extends ManifestHost {
  /** Told what the file added to the inputs, before anything is sent: of each function that the run is about. */
  onComplete?: (complete: readonly CompleteInputs[]) => void;
  /** the path of the bundle, or a link to it: the zip worker lies beside it */
  script: string;
  log: Log;
  forge: Forge;
  /** where the package is made; default RUNNER_TEMP, or the system's folder for what is temporary */
  packageFolder?: string;
  signal: AbortSignal;
  /** ms; see RunEnvironment */
  lastLookMs?: number;
}

/** Inputs in, receipt out: the same for both doors. Never throws. `request` is absent when the inputs are wrong. */
export async function run(given: GivenInputs, doorway: RunHost): Promise<{ receipt: Receipt; request?: Request }> {
  const { forge } = doorway;
  const words = redactor(doorway.log);
  const { log, deep } = words;
  for (const secret of secretsOf(given)) log.mask(secret);
  const { operation = 'deploy', provider = '', function: name = '', alias = '' } = given;
  const receipt = newReceipt({ operation, provider, function: name, alias }, new Date(systemClock.now()));
  let request: Request;
  try {
    const all = await completeInputs(given, doorway);
    doorway.onComplete?.(all);
    const [complete] = all;
    if (all.length !== 1 || complete === undefined || complete.onlyFrom !== undefined) {
      const { startRelease } = await import('./release/start-release.js');
      await startRelease(all, receipt, (one) => runEnvironment(one, { ...doorway, log }, words));
      return { receipt: deep(receipt) };
    }
    const { inputs, origins } = complete;
    Object.assign(receipt, { provider: inputs.provider ?? '', function: inputs.function ?? '' });
    request = readFlat(inputs, origins);
  } catch (error) {
    await recordBadInput(receipt, error, forge, log);
    return { receipt: deep(receipt) };
  }
  receipt.alias = request.alias;
  // Loaded on use: an input that is refused should cost little more than starting Node.
  const { runOperation } = await import('./core/run-operation.js');
  await runOperation(request, await runEnvironment(request, { ...doorway, log }, words), receipt);
  return { receipt: deep(receipt), request };
}

/** What a run of this request needs from outside. */
async function runEnvironment(request: Request, doorway: RunHost, words: Redactor): Promise<RunEnvironment> {
  const { env, log, signal, lastLookMs, forge } = doorway;
  const { operations } = await import('./operations/index.js');
  return {
    operation: operations[request.operation],
    entry: providerOf(request.provider),
    clock: systemClock,
    workflowRun: readWorkflowRun(env),
    pack: packageMaker(doorway),
    forge: redactingForge(forge, words),
    ...{ env, log, signal, lastLookMs },
  };
}

async function recordBadInput(receipt: Receipt, error: unknown, forge: Forge, log: Log): Promise<void> {
  const idle = await skipReason(receipt.operation, forge);
  if (idle !== undefined) {
    receipt.outcome = 'skipped';
    receipt.notices.push(idle);
    log.notice(idle);
    return;
  }
  const facts = error instanceof DeployError ? error : undefined;
  receipt.error = { kind: facts?.kind ?? 'bug', message: messageOf(error), next: facts?.next };
}

/**
 * Why there would be nothing to do, whatever the inputs: a fork's run gets neither secrets nor variables, so they may
 * just be empty. undefined: there would be.
 */
async function skipReason(name: string, forge: Forge): Promise<string | undefined> {
  try {
    // A refused input should cost little more than starting Node.
    if (!(await forge.pullRequest?.())) return undefined;
    const { operations } = await import('./operations/index.js');
    return await operations[name as OperationName]?.skipReason?.({ path: '' } as Request, forge);
  } catch {
    return undefined;
  }
}

function packageMaker({ env, workspace, script, packageFolder }: RunHost) {
  return async (request: Request, log: Log, safe: () => void, isWanted: () => boolean): Promise<Package> => {
    const { makePackage } = await import('./package/make-package.js');
    const { capabilities } = providerOf(request.provider);
    const { exclude, ignoreFile, compression, secrets } = request;
    return makePackage({
      path: request.path ?? '',
      workspace,
      formats: capabilities.formats,
      followLinks: capabilities.followLinks,
      maxPackageBytes: request.bucket
        ? (capabilities.maxBucketBytes ?? capabilities.maxPackageBytes)
        : capabilities.maxPackageBytes,
      viaBucket: request.bucket ? undefined : capabilities.maxBucketBytes,
      maxUnpackedBytes: capabilities.maxUnpackedBytes,
      provider: capabilities.title,
      outDir: packageFolder ?? (env.RUNNER_TEMP || tmpdir()),
      workerFile: join(dirname(realpathSync(script)), WORKER),
      onInputChecked: safe,
      isWanted,
      ...{ exclude, ignoreFile, compression, secrets, log },
    });
  };
}
