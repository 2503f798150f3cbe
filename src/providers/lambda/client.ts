import type { LambdaClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-lambda';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Command } from '@smithy/types';
import { DeployError, stopReason } from '../../core/errors.js';
import { USER_AGENT } from '../../core/http/constants.js';
import { RETRY_POLICY } from '../../core/http/retry-policy.js';
import type { ProviderContext } from '../../core/provider.js';
import { untilStopped } from '../../core/time-limit.js';
import { isUnresolved, noSuchRegion } from '../../core/unknown-region.js';
import { capabilities } from './capabilities.js';
import { findRegion, noRegionError, parseFunctionName } from './check.js';
import { configuredEndpoint } from './configured-endpoint.js';
import { refuseUnexpected } from './expected-answers.js';
import type { LambdaTarget } from './inputs.js';
import { REGIONS } from './regions.js';
import { connection, controlConnection, retryStrategy } from './retry-strategy.js';
import { toDeployError } from './vendor-errors.js';

/** Sends one command; throws DeployError with the vendor's `status` and `code`. */
export type SendCommand = <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  command: Command<ServiceInputTypes, I, ServiceOutputTypes, O, LambdaClientResolvedConfig>,
) => Promise<O>;

/** What every file of this folder works with. */
export interface LambdaConnection {
  ask: SendCommand;
  /** the same for calls of a function, which may be silent while it runs */
  call: SendCommand;
  target: LambdaTarget;
  context: ProviderContext;
  /** `FunctionName` of every request: what the user gave, a name or an ARN */
  fn: string;
  /** the plain name */
  name: string;
  region: string;
  /** where requests go when that is not AWS itself */
  endpoint?: string;
}

/** Connects. Sends nothing; throws `input` when no region is known. */
export async function connect(
  target: LambdaTarget,
  context: ProviderContext,
  policy = RETRY_POLICY,
): Promise<LambdaConnection> {
  const endpoint = target.endpoint ?? configuredEndpoint(target, context.env);
  const options = {
    region: findRegion(target, context.env),
    endpoint,
    customUserAgent: USER_AGENT,
  };
  const unknownHost = endpoint === undefined && !REGIONS.includes(options.region ?? REGIONS[0] ?? '');
  const client = new LambdaClient({
    ...options,
    retryStrategy: retryStrategy(context, { policy, unknownHost }),
    requestHandler: controlConnection(policy),
  });
  const { name } = parseFunctionName(target);
  refuseUnexpected(client.middlewareStack, name);
  const caller = new LambdaClient({
    ...options,
    credentials: client.config.credentials,
    retryStrategy: retryStrategy(context, { policy, patience: 'work', unknownHost }),
    requestHandler: connection(),
  });
  const region = await client.config.region().catch((error: unknown) => {
    throw noRegionError(error);
  });
  const sendWith =
    (by: LambdaClient): SendCommand =>
    (command) =>
      withinDeadline(context, (abortSignal) => by.send(command, { abortSignal }), { action: actionOf(command) }).catch(
        (error: unknown) => {
          if (!unknownHost || !(error instanceof DeployError) || !isUnresolved(error.code)) throw error;
          throw noSuchRegion(region, /E[A-Z_]+ ([\w.-]*\w)/.exec(error.message)?.[1] ?? 'its host', REGIONS);
        },
      );
  const [ask, call] = [client, caller].map(sendWith) as [SendCommand, SendCommand];
  return { ask, call, target, context, fn: target.function, name, region, endpoint };
}

/** What policies call the request: the name of its operation in the SDK's model, but for the one that differs. */
function actionOf(command: object): string | undefined {
  const [, , operation] = (command as { schema?: readonly unknown[] }).schema ?? [];
  if (typeof operation !== 'string') return undefined;
  return `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
}

/** Whom a request is for, for sentences. */
export interface RequestFacts {
  /** default: AWS Lambda */
  service?: string;
  /** what policies call it: "lambda:GetAlias" */
  action?: string;
}

/**
 * Runs one request within the run's own deadline and signal: throws `timeout` or `interrupted` as soon as either
 * fires, and what the SDK threw as a sentence.
 */
export async function withinDeadline<T>(
  context: ProviderContext,
  send: (signal: AbortSignal) => Promise<T>,
  { service = capabilities.title, action }: RequestFacts = {},
): Promise<T> {
  const { signal, clock, deadline } = context;
  const end = AbortSignal.timeout(Math.min(Math.max(deadline - clock.now(), 1_000), 0x7fffffff));
  const both = signal ? AbortSignal.any([signal, end]) : end;
  try {
    // The SDK asks for credentials (STS, a metadata service) without looking at the signal.
    return await untilStopped(send(both), both);
  } catch (error) {
    if (signal?.aborted) throw stopReason(signal);
    if (end.aborted) {
      throw new DeployError('timeout', `${service} did not answer before the end of \`timeout\`.`, {
        next: 'Run it again to go on from here, or give a longer `timeout`.',
        cause: error,
      });
    }
    throw toDeployError(error, service, action);
  }
}
