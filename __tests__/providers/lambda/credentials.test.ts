import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onBench, refusal } from './bench.js';

const on = onBench();

/** No region and no network are asked for: the session itself has ended. */
const CONFIG = `[profile ended]
sso_start_url = https://example.com/start
sso_region = eu-west-1
sso_account_id = 000000000000
sso_role_name = deploy
`;

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vd-keys-'));
  await writeFile(join(dir, 'config'), CONFIG);
});
afterEach(async () => {
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_PROFILE']) delete process.env[name];
  await rm(dir, { recursive: true });
});

/** What a run is refused with whose only credentials are those of this profile. */
async function refusedWith(profile?: string) {
  const { open } = on();
  delete process.env.AWS_ACCESS_KEY_ID;
  process.env.AWS_CONFIG_FILE = join(dir, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(dir, 'none');
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  const provider = await open({}, { env: { AWS_PROFILE: profile } });
  return refusal(provider.alias('live'));
}

describe('credentials', () => {
  it('that are missing are named with where they come from', async () => {
    const { kind, message, next } = await refusedWith();
    expect([kind, message, next]).toEqual([
      'input',
      'No credentials for AWS Lambda were found.',
      expect.stringMatching(/configure-aws/),
    ]);
  });

  it('of a profile that does not exist are missed by its name', async () => {
    const { kind, message } = await refusedWith('nope');
    expect([kind, message]).toEqual([
      'input',
      'No credentials for AWS Lambda were found; the profile "nope" (AWS_PROFILE) gives none.',
    ]);
  });

  it('of a session that has ended are refused in the SDK’s own words, with its remedy', async () => {
    const { kind, message } = await refusedWith('ended');
    expect(kind).toBe('input');
    expect(message).toMatch(/^There are no credentials for AWS Lambda: The SSO session .*aws sso login/);
  });

  it('that are wrong are refused by AWS, without the secret in the words', async () => {
    const { open } = on();
    process.env.AWS_SECRET_ACCESS_KEY = 'not-the-secret';
    const error = await refusal((await open()).alias('live'));
    expect(error).toMatchObject({ kind: 'vendor', status: 403, code: 'InvalidSignatureException' });
    expect(error.message).not.toContain('not-the-secret');
  });
});
