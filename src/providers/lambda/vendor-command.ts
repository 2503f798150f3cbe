import type { TrafficSplit, VendorCommand } from '../../core/model.js';
import { shellLine } from '../../core/shell.js';
import type { LambdaConnection } from './client.js';
import { routingConfig } from './update-alias.js';

/** `aws lambda update-alias …`, with the weights cleared or set explicitly. */
export function vendorCommand(
  { fn, region, endpoint }: LambdaConnection,
  alias: string,
  split: TrafficSplit,
): VendorCommand {
  const words = [
    ...['aws', 'lambda', 'update-alias', '--function-name', fn, '--name', alias],
    ...['--function-version', split.stable, '--routing-config', JSON.stringify(routingConfig(split))],
    ...['--region', region, ...(endpoint ? ['--endpoint-url', endpoint] : [])],
  ];
  return { tool: 'aws', line: shellLine(words), needs: 'needs AWS credentials in the environment' };
}
