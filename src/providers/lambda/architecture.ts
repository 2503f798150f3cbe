import type { Architecture, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { LambdaConnection } from './client.js';

/** The code is for the architecture that was asked for; none asked, none wrong. */
export const hasRequestedArchitecture = (
  { target }: LambdaConnection,
  { Architectures }: FunctionConfiguration,
): boolean =>
  target.create.architecture === undefined || (Architectures?.[0] ?? 'x86_64') === target.create.architecture;

/** For a request: sent only when it was asked for. */
export const requestedArchitectures = ({ target }: LambdaConnection): Architecture[] | undefined =>
  target.create.architecture === undefined ? undefined : [target.create.architecture as Architecture];
