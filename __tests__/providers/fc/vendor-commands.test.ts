import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { Target } from '../../../src/core/model.js';
import type { Fc2Target } from '../../../src/providers/fc2/inputs.js';
import { vendorCommands as fc2 } from '../../../src/providers/fc2/vendor-commands.js';
import { vendorCommands as fc3 } from '../../../src/providers/fc3/vendor-commands.js';

const FC3: Target = { provider: 'alibaba-fc3', function: 'sample', alias: 'live' };
const FC2: Fc2Target = { ...FC3, provider: 'alibaba-fc2', fc2: { service: 'demo' } };
const CANARY = { stable: '6', canary: { version: '7', percent: 12.5 } };

/** The words that a shell makes of a line. */
function words(line: string): string[] {
  const text = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { env: { ALIBABA_CLOUD_REGION_ID: 'cn-x' } });
  return text.toString().trimEnd().split('\n');
}

describe('the vendor’s own commands', () => {
  it('move an alias of 3.0 with Serverless Devs, clearing the weights', () => {
    const [devs] = fc3(FC3, 'cn-hangzhou')('live', { stable: '6' });
    expect(devs?.line).toBe(
      "s cli fc3 alias publish --region cn-hangzhou --function-name sample --alias-name live --version-id 6 --additionalVersionWeight '{}'",
    );
  });

  it('split its traffic', () => {
    const [devs] = fc3(FC3, 'cn-hangzhou')('live', CANARY);
    expect(words(devs?.line ?? '').at(-1)).toBe('{"7":0.125}');
  });

  it('do the same with the aliyun CLI', () => {
    const [, cli] = fc3(FC3, 'cn-hangzhou')('live', CANARY);
    expect(words(cli?.line ?? '')).toEqual([
      'aliyun',
      'fc',
      'PUT',
      '/2023-03-30/functions/sample/aliases/live',
      '--region',
      'cn-hangzhou',
      '--header',
      'Content-Type=application/json',
      '--body',
      '{"additionalVersionWeight":{"7":0.125},"versionId":"6"}',
    ]);
  });

  it('name another endpoint', () => {
    const endpoint = 'https://fc.example.com';
    const [devs, cli] = fc3({ ...FC3, endpoint }, 'cn-hangzhou')('live', { stable: '6' });
    expect(devs?.line).toMatch(/^FC_CLIENT_CUSTOM_ENDPOINT=https:\/\/fc\.example\.com s cli fc3 /);
    expect(cli?.line).toContain(' --endpoint fc.example.com ');
  });

  it('leave out the CLI on loopback, where there is no https', () => {
    const all = fc3({ ...FC3, endpoint: 'http://127.0.0.1:4010' }, 'cn-hangzhou')('live', { stable: '6' });
    expect(all.map(({ tool }) => tool)).toEqual(['s']);
  });

  it('move an alias of 2.0 with the component’s own API call', () => {
    const [devs] = fc2(FC2, 'cn-hangzhou')('live', { stable: '6' });
    expect(words(devs?.line ?? '')).toEqual([
      's',
      'cli',
      'fc',
      'api',
      'UpdateAlias',
      '--region',
      'cn-hangzhou',
      '--path',
      '{"serviceName":"demo","aliasName":"live"}',
      '--body',
      '{"additionalVersionWeight":{},"versionId":"6"}',
    ]);
  });

  it('warn that the component of 2.0 cannot be told another endpoint', () => {
    const [devs] = fc2({ ...FC2, endpoint: 'http://127.0.0.1:4010' }, 'cn-hangzhou')('live', { stable: '6' });
    expect(devs?.needs).toContain('it goes to the public endpoint, not to the one of this run');
  });

  it('take the region from the environment where no input names it', () => {
    const [devs] = fc3(FC3, undefined)('live', { stable: '6' });
    expect(words(devs?.line ?? '')).toContain('cn-x');
    expect(devs?.needs).toContain('ALIBABA_CLOUD_REGION_ID');
  });
});
