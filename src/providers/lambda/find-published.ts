import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Alias, Package, Version } from '../../core/model.js';
import { hasRequestedArchitecture } from './architecture.js';
import type { LambdaConnection } from './client.js';
import { sameConfiguration } from './compare-configurations.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { hasCode, isReady, noFunctionError, refuseImage, toVersion } from './function-configurations.js';
import { type FirstPage, firstPage, PAGE } from './list-versions.js';
import { isStatus } from './vendor-errors.js';

/** What `find` learns that `publish` needs. */
export interface FoundCode {
  /** the published numbers, when all of them were seen */
  known?: Set<string>;
  /** another spelling of the package's hash under which $LATEST holds it already: compressors differ */
  heldAs?: string;
}

/**
 * The live version, or the newest, if it holds the package and is configured as $LATEST is. Numbers grow and the
 * list begins with the lowest, so a live version below 50 is on the first page, along with $LATEST and most often all
 * there is: one request tells everything but whether the version is ready. Above, the live one and $LATEST are read.
 * Throws `refused` when there is no such function, or it is made of an image.
 */
export async function findPublished(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { pkg, live, finding }: { pkg: Package; live?: Alias; finding: FoundCode },
): Promise<Version | undefined> {
  // An alias may also point at $LATEST, which is not a version.
  const stable = /^\d+$/.test(live?.split.stable ?? '') ? live?.split.stable : undefined;
  const seen = stable === undefined || Number(stable) < PAGE ? await list(aws) : undefined;
  const { latest, candidates } = seen ? fromPage(seen, stable) : await fromReads(configs, stable);
  if (!latest) {
    if (aws.target.create.function) return undefined;
    throw noFunctionError(aws);
  }
  refuseImage(aws, latest);
  configs.learn(latest);
  configs.learnRows(seen?.versions ?? []);
  if (seen?.complete) finding.known = new Set(seen.versions.map(({ Version: id = '' }) => id));
  const holding = candidates.filter((one) => hasCode(one, pkg));
  if (holding.some(({ CodeSha256 }) => CodeSha256 === latest.CodeSha256)) finding.heldAs = latest.CodeSha256;
  const same = holding.find((one) => hasRequestedArchitecture(aws, one) && sameConfiguration(one, latest));
  return same && readyOne(configs, same);
}

interface Seen {
  latest?: FunctionConfiguration;
  candidates: FunctionConfiguration[];
}

/** undefined: this role may not list. */
async function list(aws: LambdaConnection): Promise<FirstPage | undefined> {
  try {
    return await firstPage(aws);
  } catch (error) {
    if (isStatus(error, 403)) return undefined;
    throw error;
  }
}

function fromPage({ latest, versions, complete }: FirstPage, stable: string | undefined): Seen {
  const current = versions.find(({ Version: id }) => id === stable);
  const newest = complete ? versions.at(-1) : undefined;
  return { latest, candidates: [current, newest].filter((one) => one !== undefined) };
}

async function fromReads(configs: FunctionConfigurations, stable: string | undefined): Promise<Seen> {
  const [latest, current] = await Promise.all([
    configs.latest(),
    stable === undefined ? undefined : configs.version(stable),
  ]);
  return { latest, candidates: current ? [current] : [] };
}

/** A list says nothing of states, so that one is asked. */
async function readyOne(
  configs: FunctionConfigurations,
  { Version: id = '' }: FunctionConfiguration,
): Promise<Version | undefined> {
  const config = await configs.version(id);
  return config && isReady(config) ? toVersion(config) : undefined;
}
