import { InvokeCommand } from '@aws-sdk/client-lambda';
import { parseHttpResponse } from '../../core/http-response.js';
import type { CallResult, InvokeOptions } from '../../core/provider.js';
import type { LambdaConnection } from './client.js';
import { noVersionError } from './function-configurations.js';
import { isCode } from './vendor-errors.js';

const MAX_BODY = 6 * 1024 * 1024;

/** Runs one version by its number, whatever the aliases say. */
export async function invokeVersion(
  aws: LambdaConnection,
  version: string,
  payload: string,
  { log }: InvokeOptions = {},
): Promise<CallResult> {
  const started = aws.context.clock.now();
  // The last 4 KB of the log: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  const LogType = log ? 'Tail' : undefined;
  const Payload = Buffer.from(payload || '{}');
  const answer = await aws
    .call(new InvokeCommand({ FunctionName: aws.fn, Qualifier: version, Payload, LogType }))
    .catch((error: unknown) => {
      throw isCode(error, 'ResourceNotFoundException') ? noVersionError(aws, version) : error;
    });
  const ms = aws.context.clock.now() - started;
  const text = Buffer.from(answer.Payload ?? [])
    .toString('utf8')
    .slice(0, MAX_BODY);
  const said = parseHttpResponse(text);
  const error = answer.FunctionError ? errorType(text, answer.FunctionError) : undefined;
  return {
    status: error === undefined ? (said?.status ?? answer.StatusCode ?? 200) : 500,
    body: said?.body ?? text,
    ms,
    error,
    version: answer.ExecutedVersion,
    ...(answer.LogResult && { log: Buffer.from(answer.LogResult, 'base64').toString('utf8') }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorType(text: string, fallback: string): string {
  const { errorType, errorMessage } = (parsed(text) ?? {}) as { errorType?: unknown; errorMessage?: unknown };
  const words = [errorType, errorMessage].filter((word) => typeof word === 'string' && word !== '');
  return words.length > 0 ? words.join(': ') : fallback;
}
