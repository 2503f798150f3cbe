import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import { CreateAliasCommand, DeleteAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Alias, Rollout } from '../../core/model.js';
import type { PointOptions } from '../../core/provider.js';
import { describe, sameRollout, weightOf } from '../../core/rollout.js';
import { aliasOf, readAlias } from './aliases.js';
import type { Aws } from './client.js';
import type { Configs } from './configs.js';
import { noVersion } from './configs.js';
import { isCode } from './errors.js';
import { checkNumbers, checkWeights } from './rules.js';
import { pastConflicts, watch } from './waits.js';

interface Move extends PointOptions {
  alias: string;
  rollout: Rollout;
}

/** Weights are always sent: AWS keeps the old ones when the field is absent, and `{}` clears them. */
export function routingOf({ canary }: Rollout): { AdditionalVersionWeights: Record<string, number> } {
  return { AdditionalVersionWeights: canary ? { [canary.version]: weightOf(canary.percent) } : {} };
}

/** Moves or creates the alias. Without a canary this is one request: AWS's answer counts as the read-back. */
export async function point(aws: Aws, configs: Configs, move: Move): Promise<Alias> {
  const { alias, rollout, expected } = move;
  checkNumbers(rollout);
  const { stable, canary } = rollout;
  if (canary) await checkWeights(aws, configs, { alias, exists: expected !== undefined, stable, canary });
  const answer = await pastConflicts(aws, configs, () => send(aws, move)).catch((error: unknown) =>
    explain(aws, move, error),
  );
  return readBack(aws, move, answer);
}

function send(aws: Aws, { alias, rollout, expected, note }: Move): Promise<AliasConfiguration> {
  const facts = {
    FunctionName: aws.fn,
    Name: alias,
    FunctionVersion: rollout.stable,
    RoutingConfig: routingOf(rollout),
    Description: note,
  };
  if (!expected) return refusingDuplicates(aws.ask(new CreateAliasCommand(facts)));
  return aws.ask(new UpdateAliasCommand({ ...facts, RevisionId: expected.lock }));
}

/** "Alias already exists" has the same code as "an update is in progress", but no wait will end it. */
async function refusingDuplicates<T>(created: Promise<T>): Promise<T> {
  try {
    return await created;
  } catch (error) {
    if (!isCode(error, 'ResourceConflictException') || !/already exists/i.test(error.message)) throw error;
    throw new DeployError('conflict', error.message, { code: 'AliasExists', cause: error });
  }
}

/**
 * After a no: an attempt of ours whose answer was lost (then the alias is what we wanted, note and all, and that is
 * the answer), someone else's move (throws `conflict`), or a version that does not exist (throws `refused`).
 */
async function explain(aws: Aws, move: Move, error: unknown): Promise<AliasConfiguration> {
  const { alias, rollout } = move;
  if (isCode(error, 'ResourceNotFoundException')) {
    if (!/cannot find alias/i.test(error.message)) throw noVersion(aws, missingOf(error.message, rollout));
    throw new DeployError('conflict', `Alias ${alias} of "${aws.name}" was deleted while this run worked.`, {
      next: 'Nothing was moved. Run it again to create the alias anew.',
      cause: error,
    });
  }
  if (!isCode(error, 'PreconditionFailedException', 'AliasExists', 'ConflictException')) throw error;
  const now = await readAlias(aws, alias);
  if (now && isWhatWeSent(now, move)) return now;
  const live = describe(now && aliasOf(now).rollout);
  throw new DeployError('conflict', `Someone else moved ${alias} of "${aws.name}": it points at ${live} now.`, {
    next: 'Nothing was changed. Look at what is live, then run it again.',
    code: error.code,
    cause: error,
  });
}

const isWhatWeSent = (now: AliasConfiguration, { rollout, note }: Move): boolean =>
  note !== undefined && now.Description === note && sameRollout(aliasOf(now).rollout, rollout);

/** "Function not found: arn:…:function:name:9" */
function missingOf(message: string, { stable, canary }: Rollout): string {
  const named = /:(\d+)\s*$/.exec(message)?.[1];
  return named === canary?.version && named !== undefined ? named : stable;
}

/** Green means live: while AWS moves provisioned concurrency, its answer shows weights of its own. */
async function readBack(aws: Aws, { alias, rollout }: Move, answer: AliasConfiguration): Promise<Alias> {
  if (sameRollout(aliasOf(answer).rollout, rollout)) return aliasOf(answer);
  return watch(aws, `${alias} to send its traffic to ${describe(rollout)}`, async (see) => {
    const config = await readAlias(aws, alias);
    const now = config && aliasOf(config);
    if (now && sameRollout(now.rollout, rollout)) return now;
    see(describe(now?.rollout));
    return undefined;
  });
}

/** Deletes an alias; one that is gone already is fine. */
export async function drop(aws: Aws, { name }: Alias): Promise<void> {
  try {
    await aws.ask(new DeleteAliasCommand({ FunctionName: aws.fn, Name: name }));
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw error;
  }
}
