import { messageOf } from '../core/errors.js';
import { type DeploymentEnd, politely } from '../core/forge.js';
import type { Job, Operation } from '../core/job.js';
import type { Rollout } from '../core/model.js';
import type { Provider } from '../core/provider.js';
import { describe, sameRollout } from '../core/rollout.js';

/**
 * The operation, with its moves of traffic recorded as a Deployment of `environment`: opened just before the first
 * move, since its payload cannot be changed later and must hold what was live before and what goes live. What GitHub
 * cannot do is a warning, never a reason not to deploy.
 */
export function recorded(operation: Operation): Operation {
  return {
    ...operation,
    async run(job) {
      const { environment, dryRun } = job.request;
      if (environment === undefined || dryRun) return operation.run(job);
      if (!job.forge.openDeployment) {
        job.log.warning('`environment` needs `github-token` and a workflow, so no deployment is recorded.');
        return operation.run(job);
      }
      try {
        await operation.run({ ...job, provider: announcing(job, environment) });
      } catch (error) {
        await conclude(job, { state: 'failure', description: messageOf(error) });
        throw error;
      }
      await conclude(job, endOf(job));
    },
  };
}

/** The provider, which opens the Deployment before the first move of the alias. */
function announcing(job: Job, environment: string): Provider {
  const { provider, forge, receipt, request, log } = job;
  let opened: Promise<void> | undefined;
  const open = async (next: Rollout) => {
    const deployment = await politely(log, async () => forge.openDeployment?.(environment, receipt, next));
    if (deployment) receipt.deployment = deployment;
  };
  return {
    ...provider,
    async point(alias, rollout, options) {
      if (alias === request.alias) {
        opened ??= job.stage('deployment', () => open(rollout));
        await opened;
      }
      return provider.point(alias, rollout, options);
    },
  };
}

function endOf({ receipt }: Job): DeploymentEnd {
  const { before, after } = receipt;
  const moved = receipt.outcome !== 'rolled-back' && !sameRollout(before, after);
  const live = describe(after);
  return moved
    ? { state: 'success', description: `${live} is live`, url: receipt.url }
    : { state: 'failure', description: `traffic did not stay there: ${live} is live` };
}

async function conclude({ receipt, forge, log }: Job, end: DeploymentEnd): Promise<void> {
  const { deployment } = receipt;
  if (deployment) await politely(log, async () => forge.endDeployment?.(deployment, receipt, end));
}
