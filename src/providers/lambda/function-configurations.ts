import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Package, Version } from '../../core/model.js';
import { packageHashInNote } from '../../core/note.js';
import { PACKS } from '../../inputs/define-inputs.js';
import type { LambdaConnection } from './client.js';
import { isCode } from './vendor-errors.js';

export const LATEST = '$LATEST';

/** Configurations as read in this run. A version that is ready never changes, so it is read once. */
export interface FunctionConfigurations {
  /** $LATEST as last read; undefined: the function does not exist */
  latest(): Promise<FunctionConfiguration | undefined>;
  /** $LATEST read again */
  fresh(): Promise<FunctionConfiguration | undefined>;
  /** somebody else writes to it: what was read of $LATEST does not count any more */
  forget(): void;
  /** what a write answered about $LATEST */
  learn(latest: FunctionConfiguration): void;
  /** undefined: there is no such version */
  version(id: string): Promise<FunctionConfiguration | undefined>;
  /** a published version read again */
  look(id: string): Promise<FunctionConfiguration | undefined>;
  /** rows of a list: all of a version but its state */
  learnRows(rows: FunctionConfiguration[]): void;
  /** a version as read or listed, its state left aside; undefined: there is no such version */
  row(id: string): Promise<FunctionConfiguration | undefined>;
}

export function createFunctionConfigurations(aws: LambdaConnection): FunctionConfigurations {
  let latest: { config?: FunctionConfiguration } | undefined;
  const versions = new Map<string, FunctionConfiguration>();
  const rows = new Map<string, FunctionConfiguration>();
  const get = async (qualifier?: string) => {
    try {
      return await aws.ask(new GetFunctionConfigurationCommand({ FunctionName: aws.fn, Qualifier: qualifier }));
    } catch (error) {
      if (isCode(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  };
  const keep = (config: FunctionConfiguration) => {
    if (config.Version && isReady(config)) versions.set(config.Version, config);
  };
  const look = async (id: string) => {
    const config = await get(id);
    if (config) keep(config);
    return config;
  };
  const fresh = async () => {
    latest = { config: await get() };
    return latest.config;
  };
  return {
    fresh,
    look,
    row: async (id) => versions.get(id) ?? rows.get(id) ?? look(id),
    learnRows: (listed) => {
      for (const row of listed) rows.set(row.Version ?? '', row);
    },
    latest: async () => (latest ? latest.config : fresh()),
    forget: () => {
      latest = undefined;
    },
    learn: (config) => {
      latest = { config };
    },
    version: async (id) => versions.get(id) ?? look(id),
  };
}

/** `Inactive` sleeps and wakes at the first call: fine for traffic. Absent: from before AWS had states. */
const READY: readonly unknown[] = [undefined, 'Active', 'Inactive'];

export function isReady({ State, SnapStart }: FunctionConfiguration): boolean {
  if (!READY.includes(State)) return false;
  // https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html: traffic before the snapshot starts cold, or fails.
  return SnapStart?.ApplyOn !== 'PublishedVersions' || State === 'Inactive' || SnapStart.OptimizationStatus !== 'Off';
}

export function toVersion(config: FunctionConfiguration): Version {
  const { Version: id = '', State, CodeSha256, CodeSize, Description, LastModified } = config;
  const failed = State === 'Failed' || State === 'Deleting';
  return {
    id,
    status: failed ? 'failed' : isReady(config) ? 'ready' : 'pending',
    state: State,
    createdAt: isoOf(LastModified),
    checksum: CodeSha256,
    bytes: CodeSize,
    note: Description,
  };
}

/** AWS writes "2026-11-21T02:35:31.000+0000", which is not quite ISO 8601. */
function isoOf(text: string | undefined): string | undefined {
  const time = Date.parse(text?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** AWS's spelling of the archive's hash. */
export const codeSha = (pkg: Package): string => Buffer.from(pkg.sha256, 'hex').toString('base64');

/** The same archive, or the same content by our own note (compressors differ between machines). */
export function hasCode(config: FunctionConfiguration, pkg: Package): boolean {
  if (config.CodeSha256 === codeSha(pkg)) return true;
  return config.Version !== LATEST && packageHashInNote(config.Description) === pkg.manifest.sha256.slice(0, 32);
}

/** Functions made of container images have their code elsewhere: throws `refused`. */
export function refuseImage(aws: LambdaConnection, config: FunctionConfiguration): void {
  if (config.PackageType !== 'Image') return;
  throw new DeployError(
    'refused',
    `"${aws.name}" is a function of package type Image; a zip cannot replace an image.`,
    {
      next: 'Deploy the image with a tool for images, or use a function of package type Zip.',
    },
  );
}

export function noFunctionError(aws: LambdaConnection): DeployError {
  const { operation } = aws.target;
  // Only what makes a package of `path` can create the function for it.
  const creates = operation !== undefined && PACKS.includes(operation);
  const create = 'Create it first, or give `create` with `function: true`, `role`, `runtime` and `handler`.';
  const check = 'Check `function`, `region` and the account of these credentials.';
  return new DeployError('refused', `There is no function "${aws.name}" in ${aws.region}.`, {
    next: creates ? `${check} ${create}` : check,
  });
}

export function noVersionError(aws: LambdaConnection, id: string): DeployError {
  return new DeployError('refused', `"${aws.name}" has no version ${id}.`, {
    next: 'See the versions that exist with `operation: list`.',
  });
}
