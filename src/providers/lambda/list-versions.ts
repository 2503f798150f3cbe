import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import type { Version } from '../../core/model.js';
import { allPages } from './all-pages.js';
import type { LambdaConnection } from './client.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { LATEST, toVersion } from './function-configurations.js';
import { isCode, isStatus } from './vendor-errors.js';

/** AWS returns at most this many, $LATEST among them. */
export const PAGE = 50;

const pageAt = (aws: LambdaConnection, Marker?: string) =>
  aws.ask(new ListVersionsByFunctionCommand({ FunctionName: aws.fn, Marker, MaxItems: PAGE }));

/**
 * Besides $LATEST there may be $LATEST.PUBLISHED, which is made again by each publish and so is no version to go back to.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-version-publishing.html
 */
const hasNumber = ({ Version = '' }: FunctionConfiguration): boolean => /^\d+$/.test(Version);

/** All published versions, ascending as AWS lists them; it says nothing of their state there. */
export async function* listVersions(aws: LambdaConnection, configs?: FunctionConfigurations): AsyncGenerator<Version> {
  for await (const { Versions = [] } of allPages('versions', (marker) => pageAt(aws, marker))) {
    configs?.learnRows(Versions);
    for (const config of Versions) {
      if (hasNumber(config)) yield toVersion({ ...config, SnapStart: undefined });
    }
  }
}

/** Of all pages; undefined: this role may not list. */
export async function publishedNumbers(aws: LambdaConnection): Promise<Set<string> | undefined> {
  const numbers = new Set<string>();
  try {
    for await (const { id } of listVersions(aws)) numbers.add(id);
  } catch (error) {
    if (isStatus(error, 403)) return undefined;
    throw error;
  }
  return numbers;
}

export interface FirstPage {
  /** undefined: there is no such function */
  latest?: FunctionConfiguration;
  /** ascending; without states */
  versions: FunctionConfiguration[];
  /** there is no other page */
  complete: boolean;
}

export async function firstPage(aws: LambdaConnection): Promise<FirstPage> {
  try {
    const { Versions = [], NextMarker } = await pageAt(aws);
    const versions = Versions.filter(hasNumber);
    versions.sort((a, b) => Number(a.Version) - Number(b.Version));
    return { latest: Versions.find((one) => one.Version === LATEST), versions, complete: !NextMarker };
  } catch (error) {
    if (isCode(error, 'ResourceNotFoundException')) return { versions: [], complete: true };
    throw error;
  }
}
