import { encodeRfc3986 } from '../../core/http/url.js';
import type { Target, TrafficSplit, VendorCommand } from '../../core/model.js';
import { shellLine, shellQuote } from '../../core/shell.js';
import { aliasBody } from '../fc/convert-alias.js';

/**
 * The move in Serverless Devs (https://docs.serverless-devs.com/fc3/command/alias) and in the aliyun CLI
 * (https://github.com/aliyun/aliyun-cli, "Call ROA-style APIs"). Weights are always written, since both send what is
 * given and the API keeps what is not.
 */
export function vendorCommands(target: Target, region: string | undefined) {
  const { function: name, endpoint } = target;
  const where = region === undefined ? '"$ALIBABA_CLOUD_REGION_ID"' : shellQuote(region);
  const needs = region === undefined ? ', and the region in ALIBABA_CLOUD_REGION_ID' : '';
  return (alias: string, split: TrafficSplit): VendorCommand[] => {
    const body = aliasBody(split, undefined);
    const weights = JSON.stringify(body.additionalVersionWeight);
    const path = `/2023-03-30/functions/${encodeRfc3986(name)}/aliases/${encodeRfc3986(alias)}`;
    const choice = shellLine([
      '--alias-name',
      alias,
      '--version-id',
      split.stable,
      '--additionalVersionWeight',
      weights,
    ]);
    // Another endpoint is read from the environment by the component, and from --endpoint (a host) by the CLI.
    const first = endpoint ? `FC_CLIENT_CUSTOM_ENDPOINT=${shellQuote(endpoint)} ` : '';
    const devs: VendorCommand = {
      tool: 's',
      line: `${first}s cli fc3 alias publish --region ${where} ${shellLine(['--function-name', name])} ${choice}`,
      needs: `needs Serverless Devs and a key added with "s config add"${needs}`,
    };
    // The CLI speaks https only, which a rehearsal on loopback does not.
    if (endpoint?.startsWith('http:')) return [devs];
    const host = endpoint ? ` --endpoint ${shellQuote(new URL(endpoint).host)}` : '';
    const request = shellLine(['--header', 'Content-Type=application/json', '--body', JSON.stringify(body)]);
    const cli: VendorCommand = {
      tool: 'aliyun',
      line: `aliyun fc PUT ${shellQuote(path)} --region ${where}${host} ${request}`,
      needs: `needs the aliyun CLI and "aliyun configure"${needs}`,
    };
    return [devs, cli];
  };
}
