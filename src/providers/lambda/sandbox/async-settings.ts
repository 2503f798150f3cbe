import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { answer, invalid, type LambdaRefusal, notFound } from './refusals.js';
import * as store from './stored-functions.js';
import type { AsyncSettings, LambdaCall, StoredFunction } from './types.js';

/** They belong to a qualifier; none and $LATEST are the same. Recorded: TestLambdaEventInvokeConfig. */
function placeOf(call: LambdaCall): { fn: StoredFunction; qualifier: string; arn: string } {
  const qualifier = call.query.get('Qualifier') ?? '$LATEST';
  const fn = store.functionsOf(call.world, call.region).get(store.nameIn(call.params[0]));
  const exists =
    fn &&
    (qualifier === '$LATEST' ||
      (/^\d+$/.test(qualifier) ? fn.versions.has(Number(qualifier)) : fn.aliases.has(qualifier)));
  if (!exists) throw notFound("The function doesn't exist.");
  return { fn, qualifier, arn: store.arnOf(fn, qualifier) };
}

const missing = (arn: string): LambdaRefusal => notFound(`The function ${arn} doesn't have an EventInvokeConfig`);

const shape = (arn: string, { seconds, ...settings }: AsyncSettings) => ({
  ...settings,
  DestinationConfig: settings.DestinationConfig ?? { OnFailure: {}, OnSuccess: {} },
  FunctionArn: arn,
  LastModified: seconds,
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html: what is not given is reset. */
export function putAsyncSettings(call: LambdaCall): SandboxAnswer {
  const { fn, qualifier, arn } = placeOf(call);
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = call.json;
  if ([MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig].every((one) => one === undefined)) {
    throw invalid('You must specify at least one of error handling or destination setting.');
  }
  const settings: AsyncSettings = {
    MaximumRetryAttempts,
    MaximumEventAgeInSeconds,
    DestinationConfig,
    seconds: call.world.context.clock.now() / 1000,
  };
  fn.asyncSettings.set(qualifier, settings);
  return answer(200, shape(arn, settings));
}

export function getAsyncSettings(call: LambdaCall): SandboxAnswer {
  const { fn, qualifier, arn } = placeOf(call);
  const settings = fn.asyncSettings.get(qualifier);
  if (!settings) throw missing(arn);
  return answer(200, shape(arn, settings));
}

export function deleteAsyncSettings(call: LambdaCall): SandboxAnswer {
  const { fn, qualifier, arn } = placeOf(call);
  if (!fn.asyncSettings.delete(qualifier)) throw missing(arn);
  return answer(204);
}
