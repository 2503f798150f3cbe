import type { TrafficSplit, VendorCommand } from '../../core/model.js';
import { shellLine } from '../../core/shell.js';
import type { Aws } from './client.js';
import { routingOf } from './point.js';

/** `aws lambda update-alias …`, with the weights cleared or set explicitly. */
export function command({ fn, region, endpoint }: Aws, alias: string, split: TrafficSplit): VendorCommand {
  const words = [
    ...['aws', 'lambda', 'update-alias', '--function-name', fn, '--name', alias],
    ...['--function-version', split.stable, '--routing-config', JSON.stringify(routingOf(split))],
    ...['--region', region, ...(endpoint ? ['--endpoint-url', endpoint] : [])],
  ];
  return { tool: 'aws', line: shellLine(words), needs: 'needs AWS credentials in the environment' };
}
