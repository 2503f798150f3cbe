import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../../../src/core/errors.js';
import type { Target } from '../../../src/core/model.js';
import { maskedCredentials } from '../../../src/providers/fc/credentials.js';
import { findRegion } from '../../../src/providers/fc/environment.js';
import type { Fc2Target } from '../../../src/providers/fc2/inputs.js';
import { createRecordingLog, type FcProviderName, moduleOf, TEST_ENV } from './test-setup.js';

const FC3: Target = { provider: 'alibaba-fc3', function: 'sample', alias: 'live', region: 'cn-hangzhou' };
const FC2: Fc2Target = { ...FC3, provider: 'alibaba-fc2', fc2: { service: 'demo', accountId: '123' } };

function complaint(
  name: FcProviderName,
  target: Target & Partial<Fc2Target>,
  env: Record<string, string | undefined> = TEST_ENV,
): string {
  try {
    moduleOf(name).check(target, env);
  } catch (error) {
    if (error instanceof DeployError) return `${error.kind}: ${error.message} ${error.next}`;
    throw error;
  }
  return 'accepted';
}

describe('checking the inputs of Function Compute', () => {
  it('accepts what is whole', () => {
    expect(complaint('alibaba-fc3', FC3)).toBe('accepted');
    expect(complaint('alibaba-fc2', FC2)).toBe('accepted');
  });

  const wrong: [string, FcProviderName, Target & Partial<Fc2Target>, string][] = [
    ['no region', 'alibaba-fc3', { ...FC3, region: undefined }, 'Input `region` is missing'],
    [
      'a region that is a host',
      'alibaba-fc3',
      { ...FC3, region: 'evil.example.com/' },
      'Input `region` is "evil.example.com/"',
    ],
    ['a function in a path', 'alibaba-fc3', { ...FC3, function: '../x' }, 'Input `function` is "../x"'],
    ['LATEST as the alias', 'alibaba-fc3', { ...FC3, alias: 'LATEST' }, 'Input `alias` is "LATEST"'],
    ['an alias that begins with a digit', 'alibaba-fc3', { ...FC3, alias: '1a' }, 'Input `alias` is "1a"'],
    ['http beyond loopback', 'alibaba-fc3', { ...FC3, endpoint: 'http://example.com' }, 'Input `endpoint`'],
    [
      'an endpoint with a path',
      'alibaba-fc3',
      { ...FC3, endpoint: 'https://example.com/x' },
      'more than a host and a port',
    ],
    [
      'an endpoint with a password',
      'alibaba-fc3',
      { ...FC3, endpoint: 'https://a:secret@example.com' },
      'holds a user name',
    ],
    ['an endpoint that is a host', 'alibaba-fc3', { ...FC3, endpoint: 'fcv3.x' }, 'it is not a URL'],
    [
      'a bucket that is a URL',
      'alibaba-fc3',
      { ...FC3, bucket: { name: 'https://x' } },
      'Input `bucket` is "https://x"',
    ],
    [
      'a bucket without a region',
      'alibaba-fc3',
      { ...FC3, region: undefined, endpoint: 'https://x.y', bucket: { name: 'abc' } },
      'Input `region`',
    ],
    ['no service', 'alibaba-fc2', { ...FC2, fc2: { accountId: '123' } }, 'Input `fc2.service` is missing'],
    ['no account', 'alibaba-fc2', { ...FC2, fc2: { service: 'demo' } }, 'Input `fc2.account-id` is missing'],
    [
      'an account that is no number',
      'alibaba-fc2',
      { ...FC2, fc2: { service: 'demo', accountId: 'x.y' } },
      'Input `fc2.account-id` is "x.y"',
    ],
  ];
  for (const [what, name, target, words] of wrong) {
    it(`refuses ${what}`, () =>
      expect(complaint(name, target)).toContain(
        `input: ${words}`
          .replace('input: more', 'more')
          .replace('input: holds', 'holds')
          .replace('input: it is', 'it is'),
      ));
  }

  it('does not show the password of an endpoint', () => {
    expect(complaint('alibaba-fc3', { ...FC3, endpoint: 'https://a:secret@example.com' })).not.toContain('secret');
  });

  it('needs neither region nor account with an endpoint', () => {
    const endpoint = 'https://fc.example.com';
    expect(complaint('alibaba-fc2', { ...FC2, region: undefined, fc2: { service: 'demo' }, endpoint })).toBe(
      'accepted',
    );
  });

  it('names what to set when there are no credentials', () => {
    expect(complaint('alibaba-fc3', FC3, { HOME: '/nowhere' })).toContain(
      'input: There are no credentials for Alibaba Cloud in the environment. Set ALIBABA_CLOUD_ACCESS_KEY_ID',
    );
  });

  it('does not ask a metadata service that nobody named', () => {
    expect(complaint('alibaba-fc3', FC3, { HOME: '/nowhere', ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'false' })).toContain(
      'no credentials',
    );
    expect(complaint('alibaba-fc3', FC3, { HOME: '/nowhere', ALIBABA_CLOUD_ECS_METADATA: 'role' })).toBe('accepted');
  });

  it('reads the region from the names of SDKs, CLI and Terraform', () => {
    for (const name of ['ALIBABA_CLOUD_REGION_ID', 'ALIBABACLOUD_REGION_ID', 'ALICLOUD_REGION']) {
      expect(findRegion({ ...FC3, region: undefined }, { [name]: 'cn-beijing' })).toBe('cn-beijing');
    }
    expect(findRegion(FC3, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' })).toBe('cn-hangzhou');
  });
});

describe('credentials of Alibaba Cloud', () => {
  const sets: [string, string, string][] = [
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
    ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
    ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN'],
  ];
  for (const [id, secret, token] of sets) {
    it(`come from ${id}, and are masked before they are used`, async () => {
      const log = createRecordingLog();
      const keys = await maskedCredentials({ [id]: 'i', [secret]: 'geheim', [token]: 'zeichen' }, log)();
      expect(keys).toMatchObject({ id: 'i', secret: 'geheim', token: 'zeichen', provider: 'static_sts' });
      expect(log.masked).toEqual(['geheim', 'zeichen']);
    });
  }

  it('are not mixed from halves of two spellings', () => {
    const env = { HOME: '/nowhere', ALIBABA_CLOUD_ACCESS_KEY_ID: 'i', ALICLOUD_SECRET_KEY: 's' };
    expect(() => maskedCredentials(env, createRecordingLog())).toThrow('no credentials');
  });

  it('are looked for in the CLI’s profile where there is one', async () => {
    const home = await mkdtemp(join(tmpdir(), 'vd-home-'));
    await mkdir(join(home, '.aliyun'));
    await writeFile(join(home, '.aliyun', 'config.json'), '{}');
    expect(complaint('alibaba-fc3', FC3, { HOME: home })).toBe('accepted');
    expect(complaint('alibaba-fc3', FC3, { HOME: home, ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'true' })).toContain(
      'no credentials',
    );
    await rm(home, { recursive: true });
  });

  it('from a role are asked for with the token’s file, and a failure names the source', async () => {
    const env = {
      ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/ci',
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1:oidc-provider/github',
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: '/nowhere/token',
    };
    await expect(maskedCredentials(env, createRecordingLog())()).rejects.toThrow(
      'No credentials could be had from "oidc_role_arn".',
    );
  });
});
