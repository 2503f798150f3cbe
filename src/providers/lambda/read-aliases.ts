import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import { GetAliasCommand, GetProvisionedConcurrencyConfigCommand, ListAliasesCommand } from '@aws-sdk/client-lambda';
import type { Alias, Canary, TrafficSplit } from '../../core/model.js';
import { percentFromWeight } from '../../core/traffic-split.js';
import { allPages } from './all-pages.js';
import type { LambdaConnection } from './client.js';
import { noFunctionError } from './function-configurations.js';
import { isCode, isStatus } from './vendor-errors.js';
import { waitForState } from './wait-until-ready.js';

/** An alias in our words. A weight on the primary version itself is AWS's own and says nothing. */
export function toAlias(config: AliasConfiguration): Alias {
  return { name: config.Name ?? '', split: splitOf(config), lock: config.RevisionId, note: config.Description };
}

function splitOf({ FunctionVersion: primary = '', RoutingConfig }: AliasConfiguration): TrafficSplit {
  const [extra] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {}).filter(
    ([version, weight]) => version !== primary && weight > 0,
  );
  if (!extra) return { stable: primary };
  const [version, weight] = extra;
  // All traffic is a share that no canary has: what is live is that version.
  if (weight >= 1) return { stable: version };
  const canary: Canary = { version, percent: percentFromWeight(weight) };
  return { stable: primary, canary };
}

/** "Function not found: arn:…:function:name", and not "Cannot find alias arn: …" or anything that names the alias. */
const isAboutFunction = (message: string, alias: string): boolean =>
  /function not found/i.test(message) && !message.trimEnd().endsWith(`:${alias}`);

/** undefined: there is no such alias. Throws `refused` when there is no such function. */
export async function readAlias(aws: LambdaConnection, name: string): Promise<AliasConfiguration | undefined> {
  try {
    return await aws.ask(new GetAliasCommand({ FunctionName: aws.fn, Name: name }));
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw error;
    if (isAboutFunction(error.message, name) && !aws.target.create.function) throw noFunctionError(aws);
    return undefined;
  }
}

/**
 * AWS puts weights of its own on an alias while provisioned concurrency moves from one version to the next: on the
 * primary version, or everything on the one before. They are waited out to the deadline.
 */
export async function settledAlias(aws: LambdaConnection, name: string): Promise<Alias | undefined> {
  let config = await readAlias(aws, name);
  if (config && (await isMoving(aws, config))) {
    config = await waitForState(aws, `AWS to finish moving the provisioned concurrency of ${name}`, async (see) => {
      const now = await readAlias(aws, name);
      if (now && hasForeignWeight(now)) {
        see(`weights ${JSON.stringify(now.RoutingConfig?.AdditionalVersionWeights)}`);
        return undefined;
      }
      return now ?? { Name: name };
    });
    if (!config.FunctionVersion) return undefined;
  }
  return config && toAlias(config);
}

const weightsOf = (config: AliasConfiguration): [string, number][] =>
  Object.entries(config.RoutingConfig?.AdditionalVersionWeights ?? {});

const hasForeignWeight = (config: AliasConfiguration): boolean =>
  weightsOf(config).some(([version, weight]) => version === config.FunctionVersion || weight >= 1);

async function isMoving(aws: LambdaConnection, config: AliasConfiguration): Promise<boolean> {
  if (!hasForeignWeight(config)) return false;
  if (weightsOf(config).some(([version]) => version === config.FunctionVersion)) return true;
  // A weight of 1 on another version may also be someone's own; then nothing will change it.
  return (await hasProvisionedConcurrency(aws, config.Name ?? '')) === true;
}

/** undefined: this role may not ask. */
export async function hasProvisionedConcurrency(aws: LambdaConnection, alias: string): Promise<boolean | undefined> {
  try {
    await aws.ask(new GetProvisionedConcurrencyConfigCommand({ FunctionName: aws.fn, Qualifier: alias }));
    return true;
  } catch (error) {
    if (isStatus(error, 404)) return false;
    if (isStatus(error, 403)) return undefined;
    throw error;
  }
}

/** All pages, as AWS lists them. A function that is yet to be created has none. */
export async function* listAliases(aws: LambdaConnection): AsyncGenerator<Alias> {
  const fetch = (Marker?: string) => aws.ask(new ListAliasesCommand({ FunctionName: aws.fn, Marker, MaxItems: 50 }));
  try {
    for await (const { Aliases = [] } of allPages('aliases', fetch)) yield* Aliases.map(toAlias);
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw error;
    if (!aws.target.create.function) throw noFunctionError(aws);
  }
}
