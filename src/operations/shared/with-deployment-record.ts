import { lookUpReference } from '../../core/bind-version.js';
import { DeployError, messageOf } from '../../core/errors.js';
import { type DeploymentStatus, warnOnError } from '../../core/forge.js';
import type { Receipt, TrafficSplit } from '../../core/model.js';
import { readNote } from '../../core/note.js';
import type { Operation, OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';
import { describeSplit, sameSplit } from '../../core/traffic-split.js';

/**
 * Wraps an operation so that its moves of traffic are recorded as a GitHub Deployment of `environment`. The Deployment is
 * created just before the first move: its payload cannot be changed later, and must hold what was live before and what
 * goes live. A rollback moves first and is recorded then: it waits for nobody. When GitHub fails, that is a warning and
 * never stops a deploy.
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
      const record = deploymentRecord(context, environment);
      const late = operation.effect === 'goes-back';
      try {
        await operation.run({ ...context, provider: recordFirstMove(context, record, late) });
      } catch (error) {
        await record.end(failedStatus(context, error));
        throw error;
      }
      await record.end(finalStatus(context));
    },
  };
}

interface DeploymentRecord {
  /** Remembers where traffic goes; the first word counts. */
  moves(next: TrafficSplit): void;
  /** Opens the Deployment, once. */
  open(): Promise<void>;
  /** Ends it; where nothing moved, there is none. */
  end(status: DeploymentStatus): Promise<void>;
}

function deploymentRecord(context: OperationContext, environment: string): DeploymentRecord {
  const { stage, forge, provider, receipt, log } = context;
  let next: TrafficSplit | undefined;
  let opened: Promise<void> | undefined;
  const open = async () => {
    if (next === undefined) return;
    const to = next;
    await warnOnError(log, () => nameVersions(provider, receipt, to));
    if (receipt.effect !== 'publishes') await warnOnError(log, () => nameCommit(provider, receipt, to));
    const deployment = await warnOnError(log, async () => forge.openDeployment?.(environment, receipt, to));
    if (deployment) receipt.deployment = deployment;
  };
  const openOnce = async () => {
    opened ??= next && stage('deployment', open);
    await opened;
  };
  return {
    moves(to) {
      next ??= to;
    },
    open: openOnce,
    async end(status) {
      await openOnce();
      const { deployment } = receipt;
      if (deployment) await warnOnError(log, async () => forge.endDeployment?.(deployment, receipt, status));
    },
  };
}

/** The provider, whose first move of the alias is recorded: before it is made, or `late`. */
function recordFirstMove({ provider, request }: OperationContext, record: DeploymentRecord, late: boolean): Provider {
  return {
    ...provider,
    async point(alias, split, options) {
      if (alias === request.alias && !options.noteOnly) {
        record.moves(split);
        if (!late) await record.open();
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

/** What goes live was built from another commit than the one whose workflow moves it. */
async function nameCommit(provider: Provider, receipt: Receipt, { stable, canary }: TrafficSplit): Promise<void> {
  const version = await provider.version(canary?.version ?? stable);
  receipt.liveCommit = readNote(version?.note).fields.commit;
}

/**
 * What came after the move went wrong: what is live is live all the same. A run that a newer commit overtook is a failure
 * here, too: as `inactive` it would pass for one that was live, and whoever looks for those before it would stop there.
 */
function failedStatus(context: OperationContext, error: unknown): DeploymentStatus {
  const stays = error instanceof DeployError && error.writeAccepted && context.receipt.switched;
  return stays ? finalStatus(context) : { state: 'failure', description: messageOf(error) };
}

function finalStatus({ receipt }: OperationContext): DeploymentStatus {
  const { before, after } = receipt;
  const moved = receipt.outcome !== 'rolled-back' && !sameSplit(before, after);
  const live = describeSplit(after);
  if (moved && after?.canary) return { state: 'in_progress', description: live, url: receipt.url };
  return moved
    ? { state: 'success', description: `${live} is live`, url: receipt.url }
    : { state: 'failure', description: `traffic did not stay there: ${live} is live` };
}
