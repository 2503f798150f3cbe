import { systemClock } from './core/clock.js';
import { messageOf } from './core/errors.js';
import { warnOnError } from './core/forge.js';
import { journal } from './core/journal.js';
import type { Receipt, Request } from './core/model.js';
import type { Provider } from './core/provider.js';
import { redactor } from './core/redact.js';
import { suggestedCommands } from './core/suggested-commands.js';
import { describeSplit, sameSplit } from './core/traffic-split.js';
import { githubForge } from './github/index.js';
import type { CompleteInputs } from './inputs/manifest/types.js';
import { readFlat, readRequest, secretsOf, splitSecrets } from './inputs/read-request.js';
import { type FollowingContext, followLive, readHolds } from './operations/latest/follow.js';
import { recoverDeletion } from './operations/retention/recover-deletion.js';
import { providerOf } from './providers/index.js';
import { type ActionIo, readActionInputs, reportReceipt, runnerLog } from './report/action-runner.js';
import { readKept } from './report/saved-state.js';
import { recoverKilledRollout, wasKilled } from './rollout/recover-killed.js';

/** A runner gives post steps of a cancelled job five minutes; what has not worked by then will not. */
const RESCUE_MS = 120_000;

/**
 * The post step. Silent after a run that reported. After one that was killed it puts the traffic of an unfinished
 * rollout back (unless `gate.cancel: hold`), says what is live and writes the summary that the run could not.
 */
export async function post(io: ActionIo): Promise<number> {
  const saved = readKept('receipt', io.env);
  if (!saved || io.env.STATE_reported === 'true') return 0;
  const receipt = JSON.parse(saved) as Receipt;
  const given = readActionInputs(io.env);
  const fromFile = readKept('complete', io.env);
  const all = fromFile ? (JSON.parse(fromFile) as Kept[]) : undefined;
  const complete = all?.length === 1 ? all[0] : undefined;
  const { log, deep } = redactor(runnerLog);
  for (const secret of secretsOf(given)) log.mask(secret);
  receipt.outcome = 'failed';
  receipt.error = { kind: 'interrupted', message: 'The run was ended from outside before it could finish.' };
  for (const step of receipt.steps) if (step.status === 'running') step.status = 'unknown';
  try {
    const { secret } = splitSecrets(given);
    const requests = (all ?? []).map(({ inputs }) => readFlat({ ...inputs, ...secret }));
    if (receipt.members) await recoverAll(receipt, requests, io, log);
    else await recover(receipt, requests[0] ?? (await readRequest(given)), io, log);
  } catch (error) {
    delete receipt.after;
    receipt.notices.push(`What is live could not be settled: ${messageOf(error)}`);
    receipt.error.next = 'Run `rollback`, or run this job again: it sees what was left and goes on from there.';
  }
  // The runner gives little time, and GitHub may take it all.
  const code = await reportReceipt(deep(receipt), { ...io, complete });
  await endDeployment(receipt, io);
  return code;
}

/** What the run kept of the inputs of each function, without secrets. */
type Kept = Omit<CompleteInputs, 'origins'>;

async function recoverAll(receipt: Receipt, requests: Request[], io: ActionIo, log: typeof runnerLog): Promise<void> {
  const { recoverRelease } = await import('./release/recover-release.js');
  const { releaseCommands } = await import('./release/release-commands.js');
  const clock = systemClock;
  const until = clock.now() + RESCUE_MS;
  const open = async (request: Request) => {
    const module = await providerOf(request.provider).load();
    return module.open(request, { clock, log, env: io.env, deadline: until });
  };
  await recoverRelease(receipt, requests, { clock, log, until, open });
  receipt.suggestions = releaseCommands(receipt);
}

async function recover(receipt: Receipt, request: Request, io: ActionIo, log: typeof runnerLog): Promise<void> {
  const { env } = io;
  const clock = systemClock;
  const until = clock.now() + RESCUE_MS;
  const module = await providerOf(request.provider).load();
  const plain = await module.open(request, { clock, log, env, deadline: until });
  const provider = journal(plain, receipt, { clock, dryRun: false, save: async () => undefined });
  if (wasKilled(receipt) && request.gate.cancel === 'rollback') {
    const back = await recoverKilledRollout(receipt, {
      ...{ provider, clock, log, until, receipt, settle: request.settle, workflowRun: receipt.workflowRun },
      stage: (_, work) => work(),
    });
    if (back?.end === 'home') tellHome(receipt, back.moved);
  }
  await readLive(receipt, request, provider);
  await recoverDeletion(receipt, provider);
  await lookUpUpload(receipt, provider);
  await recoverLatest(receipt, request, { provider, log });
}

/** Whether an upload took effect whose answer the killed run did not live to see. Nice to know, and never a reason to fail. */
async function lookUpUpload(receipt: Receipt, provider: Provider): Promise<void> {
  const step = receipt.steps.find(({ status, checksum }) => status === 'unknown' && checksum !== undefined);
  if (!step) return;
  const latest = await provider.latest?.().catch(() => undefined);
  // Other code than ours says nothing: ours may still be on its way, or somebody else's came after it.
  if (latest?.checksum === step.checksum) step.status = 'done';
}

/** A run that promised to keep the live code in the newest upload was killed between upload and putting it back. */
async function recoverLatest(
  receipt: Receipt,
  request: Request,
  { provider, log }: Pick<FollowingContext, 'provider' | 'log'>,
): Promise<void> {
  const { latest } = receipt;
  if (!latest?.pending) return;
  const context: FollowingContext = { receipt, request, provider, log, stage: (_, work) => work() };
  try {
    await followLive(context, latest, 'publishes');
    await readHolds(context, latest);
  } catch (error) {
    receipt.notices.push(`${latest.qualifier} could not be given the code that is live: ${messageOf(error)}`);
  }
}

/** What the killed run had opened in an environment must not stay in progress for ever. */
async function endDeployment(receipt: Receipt, { env }: ActionIo): Promise<void> {
  const { deployment, after } = receipt;
  if (!deployment) return;
  const forge = githubForge({
    env,
    token: readActionInputs(env)['github-token'],
    log: runnerLog,
    save: () => undefined,
  });
  const now = after === undefined ? '' : `; ${describeSplit(after)} is live`;
  const description = `ended from outside${now}`;
  await warnOnError(runnerLog, async () =>
    forge.endDeployment?.(deployment, receipt, { state: 'failure', description }),
  );
}

/** Killed before its first move took effect, a rollout has nothing that was taken back. */
function tellHome(receipt: Receipt, moved: boolean): void {
  const { rollout } = receipt;
  const away = moved || (rollout?.reached ?? 0) > 0;
  if (away) receipt.outcome = 'rolled-back';
  if (rollout) rollout.end = away ? 'rolled-back' : 'not-moved';
}

async function readLive(receipt: Receipt, request: Request, provider: Provider): Promise<void> {
  const alias = await provider.alias(request.alias);
  receipt.after = alias?.split ?? null;
  receipt.switched = !sameSplit(receipt.before, receipt.after);
  receipt.suggestions = suggestedCommands(request, provider, receipt);
  if (receipt.error)
    receipt.error.next = `${request.alias} is ${describeSplit(receipt.after)}. Run the job again to go on.`;
}
