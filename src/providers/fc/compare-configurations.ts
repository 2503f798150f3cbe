import { type ConfigurationDiff, compareConfigurations, isSameConfiguration } from '../../core/configuration-diff.js';
import type { Package } from '../../core/model.js';
import type { FcFunction } from './api-types.js';
import { checksumOf, isVersionNumber, LATEST } from './convert-version.js';
import type { FcApi } from './fc-api.js';

/** What is not configuration of the code: names, times, states and what hangs on an alias. */
const NOT_CONFIGURATION =
  /^(code|state|lastUpdate|created|lastModified|function(Arn|Id)$|tags$|disableOndemand$|lockInfo$|requestId$)/i;

const RULES = {
  ignores: (name: string, depth: number) => depth === 0 && NOT_CONFIGURATION.test(name),
  variables: 'environmentVariables',
};

export const sameConfiguration = (a: FcFunction, b: FcFunction): boolean =>
  isSameConfiguration(compareConfigurations(a, b, RULES));

export interface ReadFunctions {
  versionOf(id: string): Promise<FcFunction | undefined>;
  latest(): Promise<FcFunction>;
}

/** Between a version and another one, or (for a package) what would be published now. Undefined: one is not there. */
export async function configurationDiff(
  { versionOf, latest }: ReadFunctions,
  from: string,
  to: string | Package,
): Promise<ConfigurationDiff | undefined> {
  const [before, after] = await Promise.all([
    versionOf(from),
    typeof to === 'string' && to !== LATEST ? versionOf(to) : latest(),
  ]);
  if (!before || !after) return undefined;
  const sameCode = checksumOf(before) === (typeof to === 'string' ? checksumOf(after) : to.crc64);
  return { ...compareConfigurations(before, after, RULES), ...(sameCode && { sameCode }) };
}

/** A version never changes, so it is read once. */
export function readVersionsOnce(api: FcApi): ReadFunctions['versionOf'] {
  const versions = new Map<string, FcFunction>();
  return async (id) => {
    const version = versions.get(id) ?? (isVersionNumber(id) ? await api.getVersion(id) : undefined);
    if (version) versions.set(id, version);
    return version;
  };
}
