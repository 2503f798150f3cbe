import type { Target } from '../../core/model.js';
import type { Capabilities, Provider, ProviderContext } from '../../core/provider.js';
import { createBindings } from '../fc/bindings.js';
import { encode } from '../fc/client.js';
import { assemble } from '../fc/parts.js';
import { createProvider } from '../fc/provider.js';
import { can } from './can.js';
import { commands } from './command.js';

export { check } from './check.js';

/**
 * Function Compute 3.0: versions and aliases belong to the function.
 * https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-updatealias
 */
export const open = async (target: Target, context: ProviderContext): Promise<Provider> => openAs(can, target, context);

/** The same with other limits. */
export function openAs(can: Capabilities, target: Target, context: ProviderContext): Provider {
  const path = `/2023-03-30/functions/${encode(target.function)}`;
  const parts = assemble({
    can,
    target,
    context,
    dialect: {
      api: '2023-03-30',
      owner: path,
      function: path,
      actions: { publish: 'PublishFunctionVersion', versions: 'ListFunctionVersions', remove: 'DeleteFunctionVersion' },
    },
    host: (region) => `fcv3.${region}.aliyuncs.com`,
    checksum: (crc64) => ({ member: { checksum: crc64 }, headers: {} }),
  });
  const bindings = createBindings({
    api: parts.api,
    clock: context.clock,
    owns: ({ functionName }) => functionName === target.function,
  });
  return createProvider({ ...parts, bindings, command: commands(target, parts.region) });
}
