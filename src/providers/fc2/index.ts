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
 * Function Compute 2.0: versions and aliases belong to the service, and freeze and move all of its functions.
 * https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/developer-reference/api-fc-open-2021-04-06-publishserviceversion
 */
export const open = async (target: Target, context: ProviderContext): Promise<Provider> => openAs(can, target, context);

/** The same with other limits. */
export function openAs(can: Capabilities, target: Target, context: ProviderContext): Provider {
  const owner = `/2021-04-06/services/${encode(target.service ?? '')}`;
  const paths = (name: string) => `${owner}/functions/${encode(name)}`;
  context.log.notice(
    'Function Compute 2.0 is a legacy product; 3.0 is the way on: it versions each function alone. ' +
      'https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/product-overview/feature-updates-in-function-compute-3',
  );
  const parts = assemble({
    can,
    target,
    context,
    dialect: {
      api: '2021-04-06',
      owner,
      function: paths(target.function),
      actions: { publish: 'PublishServiceVersion', versions: 'ListServiceVersions', remove: 'DeleteServiceVersion' },
    },
    host: (region) => `${target.accountId}.${region}.fc.aliyuncs.com`,
    checksum: (crc64) => ({ member: {}, headers: { 'x-fc-code-checksum': crc64 } }),
  });
  const { api } = parts;
  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { functionName } of api.functions()) if (functionName) found.push(functionName);
    return found.sort();
  };
  const bindings = createBindings({
    api,
    clock: context.clock,
    owns: (route) => route.serviceName === target.service && route.functionName === target.function,
    shared: {
      owns: (route) => route.serviceName === target.service,
      paths: async () => (await names()).map(paths),
    },
  });
  const provider = createProvider({
    ...parts,
    bindings,
    note: api.serviceNote,
    command: commands(target, parts.region),
  });
  return { ...provider, versionedTogether: names };
}
