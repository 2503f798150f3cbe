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
import { type CredentialSource, findCredentialSource } from './credential-chain.js';
import { type Env, findStaticKeys } from './environment.js';

/** One way to sign, as the official library hands it out; temporary keys are renewed by it. */
export interface AccessKeys {
  /** for the header x-acs-credentials-provider */
  provider: string;
  id: string;
  secret: string;
  token?: string;
}

export type GetAccessKeys = () => Promise<AccessKeys>;

interface CredentialsProvider {
  getCredentials(): Promise<{ accessKeyId: string; accessKeySecret: string; securityToken?: string }>;
  getProviderName(): string;
}

/** How the library makes use of each link. */
const PROVIDERS: Record<CredentialSource, (env: Env) => CredentialsProvider> = {
  keys: fromKeys,
  oidc: (env) =>
    OIDCRoleArnCredentialsProvider.builder()
      .withRoleArn(env.ALIBABA_CLOUD_ROLE_ARN ?? '')
      .withOIDCProviderArn(env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN ?? '')
      .withOIDCTokenFilePath(env.ALIBABA_CLOUD_OIDC_TOKEN_FILE ?? '')
      .withRoleSessionName(env.ALIBABA_CLOUD_ROLE_SESSION_NAME || 'versioned-deploy')
      .withReadTimeout(10_000)
      .withConnectTimeout(5_000)
      .build(),
  'cli-profile': () => CLIProfileCredentialsProvider.builder().build(),
  profile: () => ProfileCredentialsProvider.builder().build(),
  ecs: (env) =>
    ECSRAMRoleCredentialsProvider.builder()
      .withRoleName(env.ALIBABA_CLOUD_ECS_METADATA ?? '')
      .build(),
  uri: (env) =>
    URICredentialsProvider.builder()
      .withCredentialsURI(env.ALIBABA_CLOUD_CREDENTIALS_URI ?? '')
      .build(),
};

function fromKeys(env: Env): CredentialsProvider {
  const { id = '', secret = '', token } = findStaticKeys(env) ?? {};
  if (token === undefined) {
    return StaticAKCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret).build();
  }
  const builder = StaticSTSCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret);
  return builder.withSecurityToken(token).build();
}

/** The official chain's way to sign. Throws `input` when there is none. Sends nothing. */
export const createCredentialsProvider = (env: Env): CredentialsProvider => PROVIDERS[findCredentialSource(env)](env);

/** Masks each secret before anything else sees it. The returned function throws `vendor` when no keys are to be had. */
export function maskedCredentials(env: Env, log: Log): GetAccessKeys {
  const source = createCredentialsProvider(env);
  let masked = '';
  return async () => {
    const keys = await source.getCredentials().catch((error: unknown) => {
      // Their message may hold the whole answer of the token service.
      throw new DeployError('vendor', `No credentials could be had from "${source.getProviderName()}".`, {
        next: `Check that the role, the provider and the token fit together. It says: ${messageOf(error).slice(0, 300)}`,
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
