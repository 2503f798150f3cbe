import { inputError } from '../../core/errors.js';
import type { Target } from '../../core/model.js';
import { endpointOrigin } from './check-endpoint.js';
import { findCredentialSource } from './credential-chain.js';
import { type Env, findRegion } from './environment.js';

const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** Part of a host name: nothing may end that early. */
const REGION_NAME = /^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$/;
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** `longest` in characters. Throws `input`. */
export function checkName(input: string, value: string, longest: number): void {
  if (FUNCTION_NAME.test(value) && value.length <= longest) return;
  const next = `Write 1 to ${longest} letters, digits, "_" and "-", beginning with a letter or "_".`;
  throw inputError(input, value, 'Function Compute has no such names.', next);
}

/** What both generations check before anything is sent. Throws `input`. */
export function checkSharedInputs(target: Target, env: Env, shortName: string): void {
  checkName('alias', target.alias, 128);
  if (target.alias.toUpperCase() === 'LATEST') {
    throw inputError('alias', target.alias, 'that is the newest upload, not an alias.', 'Choose another name.');
  }
  const region = findRegion(target, env);
  if (region !== undefined && !REGION_NAME.test(region)) {
    throw inputError('region', region, 'it does not look like a region.', 'Write one such as cn-hangzhou.');
  }
  if (target.endpoint !== undefined) endpointOrigin(target.endpoint);
  else if (region === undefined) {
    const next = 'Write one such as cn-hangzhou, or set ALIBABA_CLOUD_REGION_ID.';
    throw inputError('region', '', `is missing, and ${shortName} has a host for each region.`, next);
  }
  checkBucket(target, region);
  findCredentialSource(env);
}

function checkBucket({ bucket }: Target, region: string | undefined): void {
  if (bucket === undefined) return;
  if (!BUCKET_NAME.test(bucket.name)) {
    throw inputError('bucket', bucket.name, 'OSS has no such names.', 'Write its name alone, as in my-deployments.');
  }
  if (region !== undefined) return;
  throw inputError(
    'region',
    '',
    'is missing, and `bucket` is looked for in a region.',
    'Write one such as cn-hangzhou.',
  );
}
