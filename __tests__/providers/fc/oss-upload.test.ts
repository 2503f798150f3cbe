import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import type { Target } from '../../../src/core/model.js';
import { signOssPut } from '../../../src/providers/fc/oss-upload.js';
import { SANDBOX_STS_KEYS } from '../../../src/providers/fc/sandbox/signature.js';
import { capabilities as can2 } from '../../../src/providers/fc2/capabilities.js';
import * as fc2 from '../../../src/providers/fc2/index.js';
import { capabilities as can3 } from '../../../src/providers/fc3/capabilities.js';
import * as fc3 from '../../../src/providers/fc3/index.js';
import { forBothGenerations, NOTE } from './both-generations.js';
import { refusal } from './test-setup.js';

const signer = createRequire(import.meta.url)('ali-oss/lib/common/signUtils.js');

it('signs an object as the official package of OSS does', () => {
  const keys = { provider: 'static_sts', id: 'AK', secret: 'geheim', token: 'zeichen' };
  const key = "a b/(c)'*!~+é.zip";
  const { authorization, ...headers } = signOssPut(keys, {
    bucket: 'bucket',
    key,
    region: 'cn-hangzhou',
    now: 1_790_000_000_000,
  });
  const theirs = signer.authorizationV4('AK', 'geheim', 'cn-hangzhou', 'PUT', { headers, queries: {} }, 'bucket', key);
  expect(authorization).toBe(theirs);
});

forBothGenerations('packages over the inline limit', (on) => {
  const keys = SANDBOX_STS_KEYS;
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: keys.securityToken,
  };
  /** With a limit that any package is over. */
  const open = (more: Partial<Target> = { bucket: { name: 'my-bucket', prefix: '/builds/' } }) => {
    const { name, target, clock, log } = on();
    const context = { clock, log, env, deadline: clock.now() + 60_000 };
    const { openWithLimits, can } = name === 'alibaba-fc3' ? { ...fc3, can: can3 } : { ...fc2, can: can2 };
    return openWithLimits({ ...can, maxPackageBytes: 10 }, { fc2: { service: 'demo' }, ...target, ...more }, context);
  };

  it('are refused without a bucket, before anything is written', async () => {
    const error = await refusal(open({}).publish(await on().pack('a'), NOTE));
    expect([error.kind, error.next]).toEqual(['refused', expect.stringContaining('`bucket`')]);
    expect(
      on()
        .sent()
        .every((line) => line.startsWith('GET')),
    ).toBe(true);
  });

  it('go through it under a name that tells their content, with temporary keys too', async () => {
    const { pack, sandbox, name } = on();
    const pkg = await pack('a');
    const { version, uploadedBytes } = await open().publish(pkg, NOTE);
    expect([version.checksum, uploadedBytes]).toEqual([pkg.crc64, pkg.bytes]);
    expect(sandbox.state(name)).toMatchObject({ objects: [`my-bucket/builds/sample/${pkg.sha256}.zip`] });
  });

  it('are put again when the answer is lost', async () => {
    const { pack, sandbox } = on();
    sandbox.fault({ kind: 'lose', path: '/_oss/' });
    expect((await open().publish(await pack('a'), NOTE)).version.id).toBe('1');
  });

  it('say what OSS says when it refuses, and which rights it takes', async () => {
    const { pack, sandbox, sent } = on();
    const body =
      '<?xml version="1.0"?><Error><Code>NoSuchBucket</Code><Message>There is no such bucket.</Message></Error>';
    sandbox.fault({ kind: 'answer', path: '/_oss/', answer: { status: 404, body } });
    const error = await refusal(open().publish(await pack('a'), NOTE));
    expect(error.message).toBe(
      'OSS refused the upload into my-bucket: There is no such bucket. (HTTP 404 NoSuchBucket).',
    );
    expect([error.next, sent().some((line) => /^PUT .*functions/.test(line))]).toEqual([
      expect.stringContaining('oss:PutObject'),
      false,
    ]);
  });

  it('are not taken for stored when OSS holds something else', async () => {
    const { pack, sandbox } = on();
    const answer = { status: 200, headers: { 'x-oss-hash-crc64ecma': '1' } };
    sandbox.fault({ kind: 'answer', path: '/_oss/', answer });
    expect((await refusal(open().publish(await pack('a'), NOTE))).message).toContain('stored something else');
  });
});
