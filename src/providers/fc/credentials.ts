import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  CLIProfileCredentialsProvider,
  ECSRAMRoleCredentialsProvider,
  OIDCRoleArnCredentialsProvider,
  ProfileCredentialsProvider,
  StaticAKCredentialsProvider,
  StaticSTSCredentialsProvider,
  URICredentialsProvider,
} from '@alicloud/credentials';
import { DeployError, messageOf } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { type Env, keysOf } from './env.js';

/** One way to sign, as the official library hands it out; temporary keys are renewed by it. */
export interface Signer {
  /** for the header x-acs-credentials-provider */
  provider: string;
  id: string;
  secret: string;
  token?: string;
}

export type Credentials = () => Promise<Signer>;

interface Source {
  getCredentials(): Promise<{ accessKeyId: string; accessKeySecret: string; securityToken?: string }>;
  getProviderName(): string;
}

export const CREDENTIALS_HINT =
  'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with ALIBABA_CLOUD_SECURITY_TOKEN for temporary ' +
  'keys), which aliyun/configure-aliyun-credentials-action sets; or ALIBABA_CLOUD_ROLE_ARN, ' +
  'ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE; or a profile of the aliyun CLI';

/**
 * The official chain (environment, OIDC, profiles, ECS, URI), with one difference: the metadata service of ECS is
 * asked only when ALIBABA_CLOUD_ECS_METADATA names a role. On a runner elsewhere that question hangs.
 * Throws `input` when there is nothing to sign with. Sends nothing.
 */
export function credentialSource(env: Env): Source {
  const source = fromKeys(env) ?? fromOidc(env) ?? fromProfile(env) ?? fromElsewhere(env);
  if (source) return source;
  throw new DeployError('input', 'There are no credentials for Alibaba Cloud in the environment.', {
    next: `Set ${CREDENTIALS_HINT}.`,
  });
}

function fromKeys(env: Env): Source | undefined {
  const keys = keysOf(env);
  if (!keys) return undefined;
  const { id, secret, token } = keys;
  if (token === undefined) {
    return StaticAKCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret).build();
  }
  const builder = StaticSTSCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret);
  return builder.withSecurityToken(token).build();
}

function fromOidc(env: Env): Source | undefined {
  const role = env.ALIBABA_CLOUD_ROLE_ARN;
  const arn = env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN;
  const file = env.ALIBABA_CLOUD_OIDC_TOKEN_FILE;
  if (!role || !arn || !file) return undefined;
  const builder = OIDCRoleArnCredentialsProvider.builder()
    .withRoleArn(role)
    .withOIDCProviderArn(arn)
    .withOIDCTokenFilePath(file)
    .withRoleSessionName(env.ALIBABA_CLOUD_ROLE_SESSION_NAME || 'versioned-deploy')
    .withReadTimeout(10_000)
    .withConnectTimeout(5_000);
  return builder.build();
}

/** The library reads the files of the user's home itself; here is only asked whether they are there. */
function fromProfile(env: Env): Source | undefined {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const disabled = env.ALIBABA_CLOUD_CLI_PROFILE_DISABLED?.toLowerCase() === 'true';
  if (!disabled && existsSync(path.join(home, '.aliyun', 'config.json'))) {
    return CLIProfileCredentialsProvider.builder().build();
  }
  const file = env.ALIBABA_CLOUD_CREDENTIALS_FILE || path.join(home, '.alibabacloud', 'credentials');
  return existsSync(file) ? ProfileCredentialsProvider.builder().build() : undefined;
}

function fromElsewhere(env: Env): Source | undefined {
  if (env.ALIBABA_CLOUD_ECS_METADATA) {
    return ECSRAMRoleCredentialsProvider.builder().withRoleName(env.ALIBABA_CLOUD_ECS_METADATA).build();
  }
  const uri = env.ALIBABA_CLOUD_CREDENTIALS_URI;
  return uri ? URICredentialsProvider.builder().withCredentialsURI(uri).build() : undefined;
}

/** Masks each secret before anything else sees it. The returned function throws `vendor` when no keys are to be had. */
export function credentials(env: Env, log: Log): Credentials {
  const source = credentialSource(env);
  let masked = '';
  return async () => {
    const keys = await source.getCredentials().catch((error: unknown) => {
      // Their message may hold the whole answer of the token service.
      throw new DeployError('vendor', `No credentials could be had from "${source.getProviderName()}".`, {
        next: `Look whether the role, the provider and the token fit together. It says: ${messageOf(error).slice(0, 300)}`,
      });
    });
    const { accessKeyId: id, accessKeySecret: secret, securityToken } = keys;
    const token = securityToken || undefined;
    if (secret !== masked) {
      log.mask(secret);
      if (token) log.mask(token);
      masked = secret;
    }
    return { provider: source.getProviderName(), id, secret, token };
  };
}
