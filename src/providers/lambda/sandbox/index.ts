import type { CreateSandbox, SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { cloudWatch, isCloudWatch } from './cloudwatch.js';
import { CODE_PATH, followLink } from './code-links.js';
import { findEndpoint } from './endpoints.js';
import { callUrl, URL_PATH } from './function-urls.js';
import { invalid, LambdaRefusal, refusalAnswer } from './refusals.js';
import { aliasShape, latestShape, versionShape } from './responses.js';
import { BUCKET, S3_PATH, s3, s3Refusal } from './s3.js';
import { apply, DEFAULTS } from './settings.js';
import { verify } from './signature.js';
import { functionsOf } from './stored-functions.js';
import type { LambdaState, StoredFunction } from './types.js';

export { KEYS, SESSION_KEYS } from './signature.js';

const OURS =
  /^\/(2015-03-31|2017-03-31|2017-10-31|2019-09-25|2019-09-30|2021-10-31|2025-12-01)\/(functions|event-source-mappings|tags)(\/|$)/;

/**
 * What a comment calls recorded is what AWS itself answered to the LocalStack test of that name, kept in
 * https://github.com/localstack/localstack/tree/main/tests/aws/services/lambda_ (`*.snapshot.json`).
 */

/**
 * AWS Lambda, and as much of S3 as an upload needs. Takes the keys of AWS's documentation (`KEYS`), or those of a
 * session with their token (`SESSION_KEYS`); every region has a function `sample`, and there is a bucket `sandbox`.
 * S3 answers below `/_s3/`, and at the root to requests that are signed for it.
 */
export const createLambdaSandbox: CreateSandbox = (context) => {
  const world: LambdaState = {
    context,
    settings: { ...DEFAULTS },
    regions: new Map(),
    eventSources: [],
    calls: [],
    buckets: new Map([[BUCKET, new Map()]]),
    versioned: new Set(),
    uploads: new Map(),
  };
  return {
    name: 'aws-lambda',
    claims: (request) => isS3(request) || isCloudWatch(request) || isOwn(request) || OURS.test(request.url.pathname),
    handle: (request) => handle(world, request),
    state: () => stateOf(world),
    set: (settings) => apply(world.settings, settings),
    async close() {},
  };
};

const isOwn = ({ url }: SandboxRequest) => url.pathname.startsWith(CODE_PATH) || url.pathname.startsWith(URL_PATH);

const isS3 = ({ url, headers }: SandboxRequest): boolean =>
  url.pathname.startsWith(`${S3_PATH}/`) || /\/s3\/aws4_request,/.test(headers.authorization ?? '');

async function handle(world: LambdaState, request: SandboxRequest): Promise<SandboxAnswer> {
  const { pathname } = request.url;
  if (pathname.startsWith(CODE_PATH)) return followLink(world, request);
  if (pathname.startsWith(URL_PATH)) return callUrl(world, request);
  const bucket = isS3(request);
  try {
    const { region, service } = await verify(request, world.context);
    const wanted = bucket ? 's3' : isCloudWatch(request) ? 'monitoring' : 'lambda';
    if (service !== wanted) {
      throw new LambdaRefusal(
        403,
        'InvalidSignatureException',
        `Credential should be scoped to correct service: '${wanted}'.`,
      );
    }
    if (wanted === 'monitoring') return cloudWatch(world, request, region);
    return bucket ? s3(world, request) : await operate(world, request, region);
  } catch (error) {
    if (!(error instanceof LambdaRefusal)) throw error;
    return bucket ? s3Refusal(error) : refusalAnswer(error);
  }
}

async function operate(world: LambdaState, request: SandboxRequest, region: string): Promise<SandboxAnswer> {
  const { method, url } = request;
  const found = findEndpoint(method, url.pathname);
  if (!found) throw new LambdaRefusal(404, 'UnknownOperationException', `${method} ${url.pathname} is not known here.`);
  const json = url.pathname.endsWith('/invocations') ? {} : jsonIn(request);
  return found.handle({ world, request, region, params: found.params, query: url.searchParams, json });
}

function jsonIn({ body }: SandboxRequest): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    throw invalid('Could not parse request body into json.');
  }
}

/** Every source with the qualifier that it calls; '' is the newest code. */
const eventSourcesOf = ({ eventSources }: LambdaState, { name, region }: StoredFunction) =>
  eventSources
    .filter((one) => one.region === region && one.FunctionArn.split(':')[6] === name)
    .map(({ EventSourceArn, FunctionArn, tags }) => ({ EventSourceArn, calls: FunctionArn.split(':')[7] ?? '', tags }));

/** Plain JSON of every function: what tests look at. Counts as no look. */
function stateOf(world: LambdaState): unknown {
  const shown: Record<string, unknown> = {};
  for (const region of world.regions.keys()) {
    for (const fn of functionsOf(world, region).values()) {
      shown[`${region}/${fn.name}`] = {
        latest: latestShape(world, fn),
        versions: [...fn.versions.values()].map((version) => versionShape(world, fn, version)),
        aliases: [...fn.aliases.values()].map((alias) => aliasShape(fn, { ...alias, moving: undefined })),
        urls: fn.urls,
        policies: Object.fromEntries(fn.policies),
        asyncSettings: Object.fromEntries(fn.asyncSettings),
        tags: fn.tags,
        eventSources: eventSourcesOf(world, fn),
      };
    }
  }
  const buckets = [...world.buckets].map(([name, objects]) => [name, [...objects.keys()]]);
  return { functions: shown, buckets: Object.fromEntries(buckets) };
}
