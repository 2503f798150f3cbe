import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { USER_AGENT } from '../../core/http/constants.js';
import type { LambdaConnection } from './client.js';
import { controlConnection, retryStrategy } from './retry-strategy.js';

/** A client of CloudWatch in the function's region; loaded on use. To be destroyed by whoever asked for it. */
export async function cloudWatch(aws: LambdaConnection): Promise<CloudWatchClient> {
  const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
  return new CloudWatchClient({
    region: aws.region,
    endpoint: endpointOf(aws),
    retryStrategy: retryStrategy(aws.context, { service: 'CloudWatch' }),
    requestHandler: controlConnection(),
    customUserAgent: USER_AGENT,
  });
}

/** Emulators (plain http) serve CloudWatch beside Lambda on one port; AWS does not. */
function endpointOf({ endpoint, context }: LambdaConnection): string | undefined {
  if (context.env.AWS_ENDPOINT_URL_CLOUDWATCH) return context.env.AWS_ENDPOINT_URL_CLOUDWATCH;
  return endpoint?.startsWith('http:') ? endpoint : undefined;
}
