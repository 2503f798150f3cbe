import { encodeRfc3986 } from '../../core/http/url.js';
import type { Target } from '../../core/model.js';
import type { Capabilities, Provider, ProviderContext } from '../../core/provider.js';
import { createCallersReader } from '../fc/callers.js';
import { createFcProvider } from '../fc/fc-provider.js';
import { createSharedParts } from '../fc/shared-parts.js';
import { capabilities } from './capabilities.js';
import { vendorCommands } from './vendor-commands.js';

export { check } from './check.js';

/**
 * Function Compute 3.0: versions and aliases belong to the function.
 * https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-updatealias
 */
export const open = async (target: Target, context: ProviderContext): Promise<Provider> =>
  openWithLimits(capabilities, target, context);

/** The same with other limits. */
export function openWithLimits(limits: Capabilities, target: Target, context: ProviderContext): Provider {
  const path = `/2023-03-30/functions/${encodeRfc3986(target.function)}`;
  const parts = createSharedParts({
    capabilities: limits,
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
  const callers = createCallersReader({
    api: parts.api,
    clock: context.clock,
    owns: ({ functionName }) => functionName === target.function,
  });
  return createFcProvider({ ...parts, callers, command: vendorCommands(target, parts.region) });
}
