import { encodeRfc3986 } from '../../core/http/url.js';
import type { Capabilities, Provider, ProviderContext } from '../../core/provider.js';
import { createCallersReader } from '../fc/callers.js';
import { createFcProvider } from '../fc/fc-provider.js';
import { createSharedParts } from '../fc/shared-parts.js';
import { capabilities } from './capabilities.js';
import type { Fc2Target } from './inputs.js';
import { vendorCommands } from './vendor-commands.js';

export { check } from './check.js';

/**
 * Function Compute 2.0: versions and aliases belong to the service, and freeze and move all of its functions.
 * https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/developer-reference/api-fc-open-2021-04-06-publishserviceversion
 */
export const open = async (target: Fc2Target, context: ProviderContext): Promise<Provider> =>
  openWithLimits(capabilities, target, context);

/** The names of all functions of the service. */
export async function* functions(target: Fc2Target, context: ProviderContext): AsyncGenerator<string> {
  yield* (await openWithLimits(capabilities, target, context).versionedTogether?.()) ?? [];
}

/** The same with other limits. */
export function openWithLimits(limits: Capabilities, target: Fc2Target, context: ProviderContext): Provider {
  const owner = `/2021-04-06/services/${encodeRfc3986(target.fc2.service ?? '')}`;
  const paths = (name: string) => `${owner}/functions/${encodeRfc3986(name)}`;
  context.log.notice(
    'Function Compute 2.0 is a legacy product; 3.0 is the way on: it versions each function alone. ' +
      'https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/product-overview/feature-updates-in-function-compute-3',
  );
  const parts = createSharedParts({
    capabilities: limits,
    target,
    context,
    dialect: {
      api: '2021-04-06',
      owner,
      function: paths(target.function),
      actions: { publish: 'PublishServiceVersion', versions: 'ListServiceVersions', remove: 'DeleteServiceVersion' },
    },
    host: (region) => `${target.fc2.accountId}.${region}.fc.aliyuncs.com`,
    checksum: (crc64) => ({ member: {}, headers: { 'x-fc-code-checksum': crc64 } }),
  });
  const { api } = parts;
  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { functionName } of api.functions()) if (functionName) found.push(functionName);
    return found.sort();
  };
  const callers = createCallersReader({
    api,
    clock: context.clock,
    owns: (route) => route.serviceName === target.fc2.service && route.functionName === target.function,
    shared: {
      owns: (route) => route.serviceName === target.fc2.service,
      paths: async () => (await names()).map(paths),
    },
  });
  const provider = createFcProvider({
    ...parts,
    callers,
    note: api.serviceNote,
    command: vendorCommands(target, parts.region),
  });
  return { ...provider, versionedTogether: names };
}
