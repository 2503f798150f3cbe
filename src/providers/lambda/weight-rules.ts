import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Canary, TrafficSplit } from '../../core/model.js';
import type { LambdaConnection } from './client.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { noVersionError, refuseImage } from './function-configurations.js';

const NUMBER = /^[1-9]\d*$/;

/** What can be seen without asking: throws `refused`. */
export function checkNumbers({ stable, canary }: TrafficSplit): void {
  for (const version of [stable, ...(canary ? [canary.version] : [])]) {
    if (NUMBER.test(version)) continue;
    throw new DeployError(
      'refused',
      `An alias points at published versions, and "${version}" is not the number of one.`,
      {
        next: 'Publish first (`operation: deploy`), or give a version by its number.',
      },
    );
  }
  if (!canary) return;
  if (canary.version === stable) {
    throw new DeployError('refused', `Version ${stable} cannot share the traffic with itself.`, {
      next: 'Give another `version` for the canary.',
    });
  }
  if (!(canary.percent > 0 && canary.percent < 100)) {
    throw new DeployError('refused', `A share of ${canary.percent} % is not above 0 and below 100.`);
  }
}

/**
 * AWS's rules for an alias with weights, each asked before anything is moved: both versions exist, have the same role
 * and the same dead-letter queue. Whether an alias with provisioned concurrency takes weights is left to AWS, which
 * documents it, and was seen to refuse it. Throws `refused`.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export async function checkWeights(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { stable, canary }: { stable: string; canary: Canary },
): Promise<void> {
  const [a, b] = await Promise.all([configs.row(stable), configs.row(canary.version)]);
  if (!a) throw noVersionError(aws, stable);
  if (!b) throw noVersionError(aws, canary.version);
  refuseImage(aws, b);
  refuseUnequal(a, b);
}

function refuseUnequal(a: FunctionConfiguration, b: FunctionConfiguration): void {
  const unequal = (what: string, one: string | undefined, other: string | undefined) => {
    if ((one ?? '') === (other ?? '')) return;
    const shown = `version ${a.Version} has ${one || 'none'}, version ${b.Version} has ${other || 'none'}`;
    throw new DeployError('refused', `Versions that share an alias need the same ${what}: ${shown}.`, {
      next: 'Use `switch: true` for this version, or publish both with the same configuration.',
    });
  };
  unequal('execution role', a.Role, b.Role);
  unequal('dead-letter queue', a.DeadLetterConfig?.TargetArn, b.DeadLetterConfig?.TargetArn);
}
