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

/**
 * The names of all functions of the region.
 * https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/developer-reference/api-fc-2023-03-30-listfunctions
 */
export async function* functions(target: Target, context: ProviderContext): AsyncGenerator<string> {
  const { api } = partsFor(capabilities, target, context, ROOT);
  for await (const { functionName } of api.functions()) if (functionName) yield functionName;
}

const ROOT = '/2023-03-30';

/** `owner`: what versions and aliases belong to. */
function partsFor(limits: Capabilities, target: Target, context: ProviderContext, owner: string) {
  return createSharedParts({
    capabilities: limits,
    target,
    context,
    dialect: {
      api: '2023-03-30',
      owner,
      function: pathOf(target),
      actions: { publish: 'PublishFunctionVersion', versions: 'ListFunctionVersions', remove: 'DeleteFunctionVersion' },
    },
    host: (region) => `fcv3.${region}.aliyuncs.com`,
    checksum: (crc64) => ({ member: { checksum: crc64 }, headers: {} }),
  });
}

const pathOf = (target: Target): string => `${ROOT}/functions/${encodeRfc3986(target.function)}`;

/** The same as `open` with other limits. */
export function openWithLimits(limits: Capabilities, target: Target, context: ProviderContext): Provider {
  const parts = partsFor(limits, target, context, pathOf(target));
  const callers = createCallersReader({
    api: parts.api,
    clock: context.clock,
    owns: ({ functionName }) => functionName === target.function,
  });
  return createFcProvider({ ...parts, callers, command: vendorCommands(target, parts.region) });
}
