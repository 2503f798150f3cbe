import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { ProviderContext } from '../../core/provider.js';
import { allPages } from './all-pages.js';
import { connect } from './client.js';
import type { LambdaTarget } from './inputs.js';

/**
 * The names of all functions of the region, as AWS lists them.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
export async function* functions(target: LambdaTarget, context: ProviderContext): AsyncGenerator<string> {
  const aws = await connect(target, context);
  for await (const { Functions = [] } of allPages('functions', (Marker) =>
    aws.ask(new ListFunctionsCommand({ Marker })),
  )) {
    for (const { FunctionName } of Functions) if (FunctionName) yield FunctionName;
  }
}
