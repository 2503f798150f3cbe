import type { Architecture, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Aws } from './client.js';

/** The code is for the architecture that was asked for; none asked, none wrong. */
export const rightArchitecture = ({ target }: Aws, { Architectures }: FunctionConfiguration): boolean =>
  target.create.architecture === undefined || (Architectures?.[0] ?? 'x86_64') === target.create.architecture;

/** For a request: sent only when it was asked for. */
export const architectures = ({ target }: Aws): Architecture[] | undefined =>
  target.create.architecture === undefined ? undefined : [target.create.architecture as Architecture];
