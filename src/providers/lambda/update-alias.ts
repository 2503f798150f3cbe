import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import { CreateAliasCommand, DeleteAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Alias, TrafficSplit } from '../../core/model.js';
import type { PointOptions } from '../../core/provider.js';
import { describeSplit, sameSplit, weightFromPercent } from '../../core/traffic-split.js';
import type { LambdaConnection } from './client.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { noVersionError } from './function-configurations.js';
import { readAlias, toAlias } from './read-aliases.js';
import { isCode } from './vendor-errors.js';
import { retryConflicts, waitForState } from './wait-until-ready.js';
import { checkNumbers, checkWeights } from './weight-rules.js';

interface Move extends PointOptions {
  alias: string;
  split: TrafficSplit;
}

/** Weights are always sent: AWS keeps the old ones when the field is absent, and `{}` clears them. */
export function routingConfig({ canary }: TrafficSplit): { AdditionalVersionWeights: Record<string, number> } {
  return { AdditionalVersionWeights: canary ? { [canary.version]: weightFromPercent(canary.percent) } : {} };
}

/** Moves or creates the alias. Without a canary this is one request: AWS's answer counts as the read-back. */
export async function pointAlias(aws: LambdaConnection, configs: FunctionConfigurations, move: Move): Promise<Alias> {
  const { split } = move;
  checkNumbers(split);
  const { stable, canary } = split;
  if (canary) await checkWeights(aws, configs, { stable, canary });
  const answer = await retryConflicts(aws, configs, () => send(aws, move)).catch((error: unknown) =>
    explain(aws, move, error),
  );
  return readBack(aws, move, answer);
}

function send(aws: LambdaConnection, { alias, split, expected, note }: Move): Promise<AliasConfiguration> {
  const facts = {
    FunctionName: aws.fn,
    Name: alias,
    FunctionVersion: split.stable,
    RoutingConfig: routingConfig(split),
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

/** UpdateAlias says the first, other operations the second; of a missing version it is "Function not found". */
const NO_ALIAS = /alias not found|cannot find alias/i;

/**
 * After a no: an attempt of ours whose answer was lost (then the alias is what we wanted, note and all, and that is
 * the answer), someone else's move (throws `conflict`), or a version that does not exist (throws `refused`).
 */
async function explain(aws: LambdaConnection, move: Move, error: unknown): Promise<AliasConfiguration> {
  const { alias, split } = move;
  if (isCode(error, 'ResourceNotFoundException')) {
    if (!NO_ALIAS.test(error.message)) throw noVersionError(aws, missingOf(error.message, split));
    throw new DeployError('conflict', `Alias ${alias} of "${aws.name}" was deleted while this run worked.`, {
      next: 'Nothing was moved. Run it again to create the alias again.',
      cause: error,
    });
  }
  if (isCode(error, 'InvalidParameterValueException') && /provisioned concurrency/i.test(error.message)) {
    throw noWeightsError(aws, alias, error);
  }
  if (!isCode(error, 'PreconditionFailedException', 'AliasExists', 'ConflictException')) throw error;
  const now = await readAlias(aws, alias);
  if (now && isWhatWeSent(now, move)) return now;
  const live = describeSplit(now && toAlias(now).split);
  throw new DeployError('conflict', `Someone else moved ${alias} of "${aws.name}": it points at ${live} now.`, {
    next: 'Nothing was changed. Look at what is live, then run it again.',
    code: error.code,
    cause: error,
  });
}

const noWeightsError = ({ name }: LambdaConnection, alias: string, error: DeployError) =>
  new DeployError(
    'refused',
    `Alias ${alias} of "${name}" has provisioned concurrency, and AWS did not let it share its traffic: ${error.message}`,
    {
      next: 'Nothing was moved. Remove the provisioned concurrency for the canary, or use `switch: true`.',
      code: error.code,
      status: error.status,
      cause: error,
    },
  );

const isWhatWeSent = (now: AliasConfiguration, { split, note }: Move): boolean =>
  note !== undefined && now.Description === note && sameSplit(toAlias(now).split, split);

/** "Function not found: arn:…:function:name:9" */
function missingOf(message: string, { stable, canary }: TrafficSplit): string {
  const named = /:(\d+)\s*$/.exec(message)?.[1];
  return named === canary?.version && named !== undefined ? named : stable;
}

/** Green means live: while AWS moves provisioned concurrency, its answer shows weights of its own. */
async function readBack(aws: LambdaConnection, { alias, split }: Move, answer: AliasConfiguration): Promise<Alias> {
  if (sameSplit(toAlias(answer).split, split)) return toAlias(answer);
  return waitForState(aws, `${alias} to send its traffic to ${describeSplit(split)}`, async (see) => {
    const config = await readAlias(aws, alias);
    const now = config && toAlias(config);
    if (now && sameSplit(now.split, split)) return now;
    see(describeSplit(now?.split));
    return undefined;
  });
}

/** Deletes an alias; one that is gone already is fine. */
export async function deleteAlias(aws: LambdaConnection, { name }: Alias): Promise<void> {
  try {
    await aws.ask(new DeleteAliasCommand({ FunctionName: aws.fn, Name: name }));
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw error;
  }
}
