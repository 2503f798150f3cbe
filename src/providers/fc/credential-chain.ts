import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { DeployError } from '../../core/errors.js';
import { type Env, findStaticKeys } from './environment.js';

export const CREDENTIALS_HINT =
  'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with ALIBABA_CLOUD_SECURITY_TOKEN for temporary ' +
  'keys), which aliyun/configure-aliyun-credentials-action sets; or ALIBABA_CLOUD_ROLE_ARN, ' +
  'ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE; or a profile of the aliyun CLI';

/** Where the keys come from. */
export type CredentialSource = 'keys' | 'oidc' | 'cli-profile' | 'profile' | 'ecs' | 'uri';

/**
 * The first link of the official chain (environment, OIDC, profiles, ECS, URI) that is there, found without loading
 * the library. One difference: the metadata service of ECS is asked only when ALIBABA_CLOUD_ECS_METADATA names a role;
 * on a runner elsewhere that question hangs. Throws `input` when there is nothing to sign with. Sends nothing.
 */
export function findCredentialSource(env: Env): CredentialSource {
  if (findStaticKeys(env)) return 'keys';
  if (env.ALIBABA_CLOUD_ROLE_ARN && env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN && env.ALIBABA_CLOUD_OIDC_TOKEN_FILE)
    return 'oidc';
  const found = findProfile(env);
  if (found) return found;
  if (env.ALIBABA_CLOUD_ECS_METADATA) return 'ecs';
  if (env.ALIBABA_CLOUD_CREDENTIALS_URI) return 'uri';
  throw new DeployError('input', 'There are no credentials for Alibaba Cloud in the environment.', {
    next: `Set ${CREDENTIALS_HINT}.`,
  });
}

/** The library reads the files of the user's home itself; here is only asked whether they are there. */
function findProfile(env: Env): CredentialSource | undefined {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const disabled = env.ALIBABA_CLOUD_CLI_PROFILE_DISABLED?.toLowerCase() === 'true';
  if (!disabled && existsSync(path.join(home, '.aliyun', 'config.json'))) return 'cli-profile';
  const file = env.ALIBABA_CLOUD_CREDENTIALS_FILE || path.join(home, '.alibabacloud', 'credentials');
  return existsSync(file) ? 'profile' : undefined;
}
