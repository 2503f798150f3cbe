import type { HandlerSetting } from '../../core/provider.js';
import type { LambdaConnection } from './client.js';
import type { FunctionConfigurations } from './function-configurations.js';

/** What $LATEST calls, or what the function will call that is created. */
export async function handlerSetting(
  { target: { create } }: LambdaConnection,
  configs: FunctionConfigurations,
): Promise<HandlerSetting | undefined> {
  const latest = await configs.latest();
  const { Runtime: runtime, Handler: handler = '', Layers = [], Environment } = latest ?? {};
  if (!latest) return { runtime: create.runtime ?? '', handler: create.handler ?? '', layers: 0, variables: [] };
  if (runtime === undefined) return undefined;
  // A role that may not decrypt the variables is told an error in their place.
  const variables = Environment?.Error ? undefined : Object.keys(Environment?.Variables ?? {});
  return { runtime, handler, layers: Layers.length, variables };
}
