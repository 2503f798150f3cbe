import type { Target } from '../../core/model.js';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where tools of Alibaba Cloud leave the region. The official action exports none, so the spellings are those of
 * the SDKs and the CLI (https://github.com/aliyun/aliyun-cli) and Terraform's.
 */
const REGION_NAMES = [
  'ALIBABA_CLOUD_REGION_ID',
  'ALIBABA_CLOUD_REGION',
  'ALIBABACLOUD_REGION_ID',
  'ALICLOUD_REGION_ID',
  'ALICLOUD_REGION',
] as const;

/** The first of the names that holds something. */
export function firstSet(env: Env, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

export const findRegion = (target: Target, env: Env): string | undefined =>
  target.region ?? firstSet(env, REGION_NAMES);

export interface StaticKeys {
  id: string;
  secret: string;
  token?: string;
}

/**
 * All three spellings that https://github.com/aliyun/configure-aliyun-credentials-action exports, the standard one
 * first. A set counts only when it is whole: half a set of one spelling is not mixed with half of another.
 */
const KEY_NAMES = [
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN'],
] as const;

export function findStaticKeys(env: Env): StaticKeys | undefined {
  for (const [id, secret, token] of KEY_NAMES) {
    const keys = { id: env[id]?.trim(), secret: env[secret]?.trim(), token: env[token]?.trim() || undefined };
    if (keys.id && keys.secret) return { id: keys.id, secret: keys.secret, token: keys.token };
  }
  return undefined;
}
