import { systemClock } from './core/clock.js';
import { commentInTime } from './core/forge-time.js';
import type { Receipt } from './core/model.js';
import { githubForge } from './github/index.js';
import type { CompleteInputs } from './inputs/manifest/types.js';
import { splitSecrets } from './inputs/read-request.js';
import { type ActionIo, readActionInputs, reportReceipt, runnerLog } from './report/action-runner.js';
import { orWarn, warnOfUnwritableFiles } from './report/runner-files.js';
import { keepForPostStep } from './report/saved-state.js';
import { keepState } from './report/write-outputs.js';
import { run } from './run.js';

/** The runner's door: request → run → report. Returns the exit code. */
export async function action(io: ActionIo): Promise<number> {
  const { env, signal, script } = io;
  warnOfUnwritableFiles(env, runnerLog);
  const workspace = env.GITHUB_WORKSPACE || io.cwd;
  // What the post step finds when this process is killed: the receipt as it was before the last write.
  const given = readActionInputs(env);
  const save = (state: string) => keepForPostStep('receipt', state, env, runnerLog);
  const forge = githubForge({ env, token: given['github-token'], log: runnerLog, save });
  let complete: CompleteInputs | undefined;
  const onComplete = (all: readonly CompleteInputs[]) => {
    if (all.length === 1) complete = all[0];
    keepInputs(all, env);
  };
  const { receipt, request } = await run(given, { env, workspace, script, signal, forge, log: runnerLog, onComplete });
  const comment = commentInTime(forge, { clock: systemClock, stop: signal });
  const code = await reportReceipt(receipt, { ...io, complete }, comment);
  // Where traffic ended is not known when the network was gone: the post step gets another try.
  const reported = () => keepState({ reported: 'true' }, env);
  if (receipt.rollout?.end !== 'not-known') orWarn('The end of the run, for the post step,', runnerLog, reported);
  // Last: its service may be slow, and has nothing to say about traffic.
  if (request?.uploadArtifact) await keep(receipt, io, request.timeout);
  return code;
}

/** What a file added is kept for the post step, without the secrets: the file may be another one by then. */
function keepInputs(all: readonly CompleteInputs[], env: ActionIo['env']): void {
  if (all.length === 1 && !all[0]?.member) return;
  const shown = all.map(({ inputs, member }) => ({ inputs: splitSecrets(inputs).shown, member }));
  keepForPostStep('complete', JSON.stringify(shown), env, runnerLog);
}

/** Kept in what is left of `timeout`, but a minute at least: a run that took all its time has the more to show. */
const LEAST_MS = 60_000;

async function keep(receipt: Receipt, { env, signal }: ActionIo, timeout: number): Promise<void> {
  if (!receipt.package || !env.RUNNER_TEMP) return;
  const { uploadArtifact } = await import('./report/upload-artifact.js');
  const ms = Math.max(LEAST_MS, timeout - receipt.ms);
  await uploadArtifact(receipt, env.RUNNER_TEMP, runnerLog, { clock: systemClock, ms, signal });
}
