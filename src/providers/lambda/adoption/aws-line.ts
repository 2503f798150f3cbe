import type { VendorCommand } from '../../../core/model.js';
import { shellLine } from '../../../core/shell.js';
import type { LambdaConnection } from '../client.js';

const NEEDS = 'needs AWS credentials in the environment';

/** `aws lambda <action> --function-name …`, with the region and the endpoint that this run has. */
export const awsLine = (aws: LambdaConnection, action: string, words: readonly string[]): VendorCommand =>
  lambdaLine(aws, [action, '--function-name', aws.fn, ...words]);

/** `aws lambda …` */
export const lambdaLine = (aws: LambdaConnection, words: readonly string[]): VendorCommand =>
  serviceLine(aws, ['lambda', ...words, ...(aws.endpoint ? ['--endpoint-url', aws.endpoint] : [])]);

/**
 * A line of any service. What a person must fill in stands in angle brackets, quoted, so that the shell reads none of
 * them as a redirection.
 */
export const serviceLine = ({ region }: LambdaConnection, words: readonly string[]): VendorCommand => ({
  tool: 'aws',
  line: shellLine(['aws', ...words, '--region', region]),
  needs: NEEDS,
});
