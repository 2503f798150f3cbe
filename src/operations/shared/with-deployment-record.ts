import { lookUpReference } from '../../core/bind-version.js';
import { messageOf } from '../../core/errors.js';
import { type DeploymentStatus, warnOnError } from '../../core/forge.js';
import type { Receipt, TrafficSplit } from '../../core/model.js';
import type { Operation, OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';
import { describeSplit, sameSplit } from '../../core/traffic-split.js';

/**
 * Wraps an operation so that its moves of traffic are recorded as a GitHub Deployment of `environment`. The Deployment is
 * created just before the first move: its payload cannot be changed later, and must hold what was live before and what
 * goes live. When GitHub fails, that is a warning and never stops a deploy.
 */
export function withDeploymentRecord(operation: Operation): Operation {
  return {
    ...operation,
    async run(context) {
      const { environment, dryRun } = context.request;
      if (environment === undefined || dryRun) return operation.run(context);
      if (!context.forge.openDeployment) {
        context.log.warning('`environment` needs `github-token` and a workflow, so no deployment is recorded.');
        return operation.run(context);
      }
      try {
        await operation.run({ ...context, provider: openBeforeFirstMove(context, environment) });
      } catch (error) {
        await endDeployment(context, { state: 'failure', description: messageOf(error) });
        throw error;
      }
      await endDeployment(context, finalStatus(context));
    },
  };
}

/** The provider, which opens the Deployment before the first move of the alias. */
function openBeforeFirstMove(context: OperationContext, environment: string): Provider {
  const { provider, forge, receipt, request, log } = context;
  let opened: Promise<void> | undefined;
  const open = async (next: TrafficSplit) => {
    await warnOnError(log, () => nameVersions(provider, receipt, next));
    const deployment = await warnOnError(log, async () => forge.openDeployment?.(environment, receipt, next));
    if (deployment) receipt.deployment = deployment;
  };
  return {
    ...provider,
    async point(alias, split, options) {
      if (alias === request.alias) {
        opened ??= context.stage('deployment', () => open(split));
        await opened;
      }
      return provider.point(alias, split, options);
    },
  };
}

/** Writes down what a later run must not mistake for another version. */
async function nameVersions(provider: Provider, receipt: Receipt, next: TrafficSplit): Promise<void> {
  if (!provider.versionReference) return;
  const references: Record<string, string> = {};
  for (const number of new Set([receipt.before?.stable ?? next.stable, next.stable])) {
    references[number] = await lookUpReference(provider, number);
  }
  receipt.versionReferences = references;
}

function finalStatus({ receipt }: OperationContext): DeploymentStatus {
  const { before, after } = receipt;
  const moved = receipt.outcome !== 'rolled-back' && !sameSplit(before, after);
  const live = describeSplit(after);
  return moved
    ? { state: 'success', description: `${live} is live`, url: receipt.url }
    : { state: 'failure', description: `traffic did not stay there: ${live} is live` };
}

async function endDeployment({ receipt, forge, log }: OperationContext, end: DeploymentStatus): Promise<void> {
  const { deployment } = receipt;
  if (deployment) await warnOnError(log, async () => forge.endDeployment?.(deployment, receipt, end));
}
