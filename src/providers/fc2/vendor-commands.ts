import type { TrafficSplit, VendorCommand } from '../../core/model.js';
import { shellLine, shellQuote } from '../../core/shell.js';
import { aliasBody } from '../fc/convert-alias.js';
import type { Fc2Target } from './inputs.js';

/**
 * The move in Serverless Devs. `alias publish` of this component cannot clear the weights, its `api` can:
 * https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/developer-reference/alias-related-commands
 */
export function vendorCommands(target: Fc2Target, region: string | undefined) {
  const where = region === undefined ? '"$ALIBABA_CLOUD_REGION_ID"' : shellQuote(region);
  const needs = region === undefined ? ', and the region in ALIBABA_CLOUD_REGION_ID' : '';
  // It takes no other endpoint: whoever pastes the line of a rehearsal must know what it would move.
  const elsewhere = target.endpoint === undefined ? '' : '; it goes to the public endpoint, not to the one of this run';
  return (alias: string, split: TrafficSplit): VendorCommand[] => {
    const path = JSON.stringify({ serviceName: target.fc2.service, aliasName: alias });
    const body = JSON.stringify(aliasBody(split, undefined));
    return [
      {
        tool: 's',
        line: `s cli fc api UpdateAlias --region ${where} ${shellLine(['--path', path, '--body', body])}`,
        needs: `needs Serverless Devs and a key added with "s config add"${needs}${elsewhere}`,
      },
    ];
  };
}
