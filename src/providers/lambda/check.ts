import { DeployError, inputError } from '../../core/errors.js';
import { requireHttps } from '../../core/http/require-https.js';
import type { ProviderContext } from '../../core/provider.js';
import { configuredEndpoints } from './configured-endpoint.js';
import type { LambdaTarget } from './inputs.js';

export { configuredEndpoints } from './configured-endpoint.js';

type Env = ProviderContext['env'];

/** A name, `123456789012:name`, or a whole ARN without a qualifier. */
const ARN =
  /^(?:arn:(?<partition>aws[a-z-]*):lambda:(?<region>[a-z0-9-]+):\d{12}:function:|(?:\d{12}:)(?:function:)?)?(?<name>[A-Za-z0-9_-]{1,64})$/;
const ALIAS = /^[A-Za-z0-9_-]{1,128}$/;
const REGION = /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;

/** The plain name and, where it was an ARN, its region. Throws `input`. */
export function parseFunctionName(target: LambdaTarget): { name: string; region?: string } {
  const parts = ARN.exec(target.function)?.groups;
  if (!parts?.name) {
    throw inputError(
      'function',
      target.function,
      'this is neither a function name nor the ARN of a function without a version.',
      'Give the name (letters, digits, - and _, at most 64), and the alias in `alias`.',
    );
  }
  return { name: parts.name, region: parts.region };
}

/** The region of the input, the ARN or the environment; undefined leaves it to the SDK (a profile may name one). */
export function findRegion(target: LambdaTarget, env: Env): string | undefined {
  // The SDK itself does not read AWS_DEFAULT_REGION, which the CLI and many runners set.
  return target.region ?? parseFunctionName(target).region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
}

/** Bad input is refused here, before anything is sent: throws `input`. */
export function check(target: LambdaTarget, env: Env): void {
  checkAlias(target.alias);
  checkPlace(target, env);
  checkEndpoint(target, env);
  checkBucket(target);
  checkCreate(target);
}

function checkEndpoint(target: LambdaTarget, env: Env): void {
  const { endpoint, allow } = target;
  if (endpoint !== undefined) requireHttps('endpoint', endpoint, allow?.insecureEndpoint);
  for (const { from, url } of configuredEndpoints(target, env)) requireHttps(from, url, allow?.insecureEndpoint);
}

function checkAlias(alias: string): void {
  if (/^\d+$/.test(alias)) {
    throw inputError(
      'alias',
      alias,
      'AWS Lambda takes a name of digits only for a version number.',
      'Give an alias a name with a letter in it, such as `live`.',
    );
  }
  if (!ALIAS.test(alias)) {
    throw inputError(
      'alias',
      alias,
      'an alias of AWS Lambda has 1 to 128 letters, digits, - and _.',
      'Give another name, such as `live`.',
    );
  }
}

function checkPlace(target: LambdaTarget, env: Env): void {
  const { region } = parseFunctionName(target);
  if (region && target.region && region !== target.region) {
    throw inputError('region', target.region, `the ARN in \`function\` is in ${region}.`, 'Leave `region` out.');
  }
  const wanted = findRegion(target, env);
  if (wanted !== undefined && !REGION.test(wanted)) {
    throw inputError('region', wanted, 'this is not a region of AWS.', 'Give one such as eu-west-1.');
  }
  const { endpoint } = target;
  if (endpoint !== undefined && !isHttpUrl(endpoint)) {
    throw inputError(
      'endpoint',
      endpoint,
      'this is not an http or https URL.',
      'Give one such as http://127.0.0.1:4566.',
    );
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function checkBucket({ bucket }: LambdaTarget): void {
  if (bucket !== undefined && !BUCKET.test(bucket.name)) {
    const next = 'Give the plain name, without s3://.';
    throw inputError('bucket', bucket.name, 'this is not the name of an S3 bucket.', next);
  }
}

function checkCreate({ create }: LambdaTarget): void {
  for (const key of ['role', 'runtime', 'handler'] as const) {
    const value = create[key];
    const name = `create.${key}`;
    if (create.function && !value) {
      throw inputError(name, '', `is missing, and a new function needs it.`, `Give \`create: {${key}: …}\` too.`);
    }
    if (!create.function && value) {
      throw inputError(
        name,
        value,
        'the configuration of an existing function is never touched, so this would be ignored.',
        `Remove it, or add \`function: true\` to \`create\` for a function that may not exist yet.`,
      );
    }
  }
  if (create.role && !ROLE.test(create.role)) {
    const next = 'Give arn:aws:iam::<account>:role/<name>.';
    throw inputError('create.role', create.role, 'this is not the ARN of a role.', next);
  }
}

/** The sentence for a region that is nowhere to be found. */
export function noRegionError(cause: unknown): DeployError {
  return new DeployError('input', 'No region is known.', {
    next: 'Give the input `region`, or set AWS_REGION.',
    cause,
  });
}
