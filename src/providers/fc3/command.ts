import type { Rollout, Target, VendorCommand } from '../../core/model.js';
import { bodyOf } from '../fc/alias.js';
import { encode } from '../fc/client.js';
import { line, quote } from '../fc/shell.js';

/**
 * The move in Serverless Devs (https://docs.serverless-devs.com/fc3/command/alias) and in the aliyun CLI
 * (https://github.com/aliyun/aliyun-cli, "Call ROA-style APIs"). Weights are always written, since both send what is
 * given and the API keeps what is not.
 */
export function commands(target: Target, region: string | undefined) {
  const { function: name, endpoint } = target;
  const where = region === undefined ? '"$ALIBABA_CLOUD_REGION_ID"' : quote(region);
  const needs = region === undefined ? ', and the region in ALIBABA_CLOUD_REGION_ID' : '';
  return (alias: string, rollout: Rollout): VendorCommand[] => {
    const body = bodyOf(rollout, undefined);
    const weights = JSON.stringify(body.additionalVersionWeight);
    const path = `/2023-03-30/functions/${encode(name)}/aliases/${encode(alias)}`;
    const choice = line('--alias-name', alias, '--version-id', rollout.stable, '--additionalVersionWeight', weights);
    // Another endpoint is read from the environment by the component, and from --endpoint (a host) by the CLI.
    const first = endpoint ? `FC_CLIENT_CUSTOM_ENDPOINT=${quote(endpoint)} ` : '';
    const devs: VendorCommand = {
      tool: 's',
      line: `${first}s cli fc3 alias publish --region ${where} ${line('--function-name', name)} ${choice}`,
      needs: `needs Serverless Devs and a key added with "s config add"${needs}`,
    };
    // The CLI speaks https only, which a rehearsal on loopback does not.
    if (endpoint?.startsWith('http:')) return [devs];
    const host = endpoint ? ` --endpoint ${quote(new URL(endpoint).host)}` : '';
    const request = line('--header', 'Content-Type=application/json', '--body', JSON.stringify(body));
    const cli: VendorCommand = {
      tool: 'aliyun',
      line: `aliyun fc PUT ${quote(path)} --region ${where}${host} ${request}`,
      needs: `needs the aliyun CLI and "aliyun configure"${needs}`,
    };
    return [devs, cli];
  };
}
