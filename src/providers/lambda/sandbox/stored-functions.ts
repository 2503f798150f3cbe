import { createHash } from 'node:crypto';
import { entries } from '../../../sandbox/kit/unpack-archive.js';
import { isOver, newLifecycle, newRevision, settle } from './lifecycle.js';
import { zipOf } from './make-zip.js';
import { conflict, invalid, LambdaRefusal, notFound, stale, violatesConstraint } from './refusals.js';
import type { Config, LambdaCall, LambdaState, StoredFunction } from './types.js';

export const ACCOUNT = '000000000000';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/sandbox`;
const MAX_INLINE_BODY = 69_905_067;
const MAX_ZIP = 50 * 1024 * 1024;
const MAX_UNZIPPED = 250 * 1024 * 1024;

const SAMPLE = `export const handler = async () => ({ statusCode: 200, body: 'the sample, as it came' });\n`;

export const arnOf = ({ region, name }: { region: string; name: string }, qualifier?: string): string =>
  `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}${qualifier ? `:${qualifier}` : ''}`;

/** The functions of a region; each region starts with one called `sample`. */
export function functionsOf(world: LambdaState, region: string): Map<string, StoredFunction> {
  let functions = world.regions.get(region);
  if (!functions) {
    functions = new Map();
    world.regions.set(region, functions);
    const code = zipOf('index.mjs', SAMPLE);
    const config = newConfig(world, 'sample', { Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler' }, code);
    const sample = storedFunction(world, { name: 'sample', region, config, code });
    // It has been there for long.
    sample.birth = { looks: 0, notBefore: 0, failed: false };
    functions.set('sample', sample);
  }
  return functions;
}

type GivenConfig = Partial<Config> & { Role: string };

export function newConfig(world: LambdaState, name: string, given: GivenConfig, code: Buffer): Config {
  return {
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    TracingConfig: { Mode: 'PassThrough' },
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    ...given,
    ...codeFacts(code),
    LastModified: stamp(world),
  };
}

export const codeFacts = (code: Buffer) => ({
  CodeSha256: createHash('sha256').update(code).digest('base64'),
  CodeSize: code.length,
});

/** AWS's spelling of a time: milliseconds, and an offset without a colon. */
export const stamp = (world: LambdaState): string =>
  new Date(world.context.clock.now()).toISOString().replace('Z', '+0000');

type NewFunction = Pick<StoredFunction, 'name' | 'region' | 'config' | 'code' | 'reference'>;

export function storedFunction(world: LambdaState, given: NewFunction): StoredFunction {
  const { updatePolls, updateMs } = world.settings;
  return {
    ...given,
    revision: newRevision(),
    birth: newLifecycle(world, updatePolls, updateMs, false),
    lastUpdateFailed: false,
    versions: new Map(),
    next: 1,
    aliases: new Map(),
    urls: [],
    policies: new Map(),
    policyRevisions: new Map(),
    asyncSettings: new Map(),
    tags: {},
    provisioned: new Map(),
  };
}

const NAME = /^(?:arn:aws:lambda:[a-z0-9-]+:\d{12}:function:|\d{12}:(?:function:)?)?([A-Za-z0-9_-]{1,64})$/;

export function nameIn(given = ''): string {
  const name = NAME.exec(given)?.[1];
  if (!name)
    throw violatesConstraint(given, 'functionName', 'Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+');
  return name;
}

/** Throws 404, with the function's ARN and `qualifier`. */
export function functionOf({ world, region, params }: LambdaCall, qualifier?: string): StoredFunction {
  const name = nameIn(params[0]);
  const fn = functionsOf(world, region).get(name);
  if (!fn) throw notFound(`Function not found: ${arnOf({ region, name }, qualifier)}`);
  return fn;
}

/** Throws 409 while an update, or the creation, is under way. */
export function refuseWhileBusy(world: LambdaState, fn: StoredFunction): void {
  settle(world, fn, false);
  if (!isOver(world, fn.birth)) {
    throw conflict(
      `The operation cannot be performed at this time. The function is currently in the following state: Pending`,
    );
  }
  if (fn.update) {
    const arn = arnOf(fn);
    throw conflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);
  }
}

/** Throws 412. */
export function refuseStale(fn: StoredFunction, given: unknown): void {
  if (given !== undefined && given !== fn.revision) throw stale();
}

export function checkDescription(given: unknown): void {
  if (typeof given === 'string' && given.length > 256) {
    throw violatesConstraint(given, 'description', 'Member must have length less than or equal to 256');
  }
}

/** The archive that a request brings or names. Throws on anything that is not a zip, or is too large. */
export async function codeIn({ world, request }: LambdaCall, given: Record<string, unknown>): Promise<Buffer> {
  if (given.ImageUri !== undefined) throw invalid('Please provide a source for function code.');
  const code =
    typeof given.ZipFile === 'string' ? inline(given.ZipFile, request.body.length) : fromBucket(world, given);
  let unzipped = 0;
  try {
    for await (const entry of entries(code, 'zip')) unzipped += entry.content.length;
  } catch {
    throw invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  if (unzipped > MAX_UNZIPPED) throw invalid(`Unzipped size must be smaller than ${MAX_UNZIPPED} bytes`);
  return code;
}

function inline(text: string, bodyBytes: number): Buffer {
  const code = Buffer.from(text, 'base64');
  if (bodyBytes > MAX_INLINE_BODY || code.length > MAX_ZIP) {
    const message = `Request must be smaller than ${MAX_INLINE_BODY} bytes for the UpdateFunctionCode operation`;
    throw new LambdaRefusal(413, 'RequestEntityTooLargeException', message);
  }
  return code;
}

function fromBucket({ buckets }: LambdaState, { S3Bucket, S3Key }: Record<string, unknown>): Buffer {
  if (S3Bucket === undefined) throw invalid('Please provide a source for function code.');
  const bucket = buckets.get(String(S3Bucket));
  const failed = 'Error occurred while GetObject. S3 Error Code:';
  if (!bucket) throw invalid(`${failed} NoSuchBucket. S3 Error Message: The specified bucket does not exist`);
  const code = bucket.get(String(S3Key));
  if (!code) throw invalid(`${failed} NoSuchKey. S3 Error Message: The specified key does not exist.`);
  return code;
}
