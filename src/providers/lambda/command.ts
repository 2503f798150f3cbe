import type { Rollout, VendorCommand } from '../../core/model.js';
import type { Aws } from './client.js';
import { routingOf } from './point.js';

/** One word of a POSIX shell, quoted only where it must be. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `aws lambda update-alias …`, with the weights cleared or set explicitly. */
export function command({ fn, region, endpoint }: Aws, alias: string, rollout: Rollout): VendorCommand {
  const words = [
    ...['aws', 'lambda', 'update-alias', '--function-name', fn, '--name', alias],
    ...['--function-version', rollout.stable, '--routing-config', JSON.stringify(routingOf(rollout))],
    ...['--region', region, ...(endpoint ? ['--endpoint-url', endpoint] : [])],
  ];
  return { tool: 'aws', line: words.map(quoted).join(' '), needs: 'needs AWS credentials in the environment' };
}
