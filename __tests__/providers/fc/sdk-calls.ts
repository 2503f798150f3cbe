import type { FcTestContext } from './both-generations.js';

/** What the official SDK says went wrong: 3.0 in `code`, 2.0 in `data`. */
interface SdkErrorBody {
  statusCode?: number;
  code?: string;
  message: string;
  data?: { ErrorCode?: string; ErrorMessage?: string };
}

export async function sdkError(work: Promise<unknown>): Promise<{ status?: number; code?: string; message: string }> {
  const error = await work.then(
    () => ({ message: 'it was accepted' }),
    (thrown: SdkErrorBody) => thrown,
  );
  const { statusCode, code, message, data } = error as SdkErrorBody;
  return { status: statusCode, code: data?.ErrorCode ?? code, message: data?.ErrorMessage ?? message };
}

export const isFc3 = ({ name }: FcTestContext): boolean => name === 'alibaba-fc3';

/** The same call in both SDKs. */
export function sdkCalls(bench: FcTestContext) {
  const { sdk } = bench;
  const fc3 = isFc3(bench);
  const owner = fc3 ? 'sample' : 'demo';
  const own = fc3 ? ['sample'] : ['demo', 'sample'];
  const request = (name: string, value: Record<string, unknown>, type = `${name}Input`) =>
    fc3 ? sdk.make(`${name}Request`, { body: sdk.make(type, value) }) : sdk.make(`${name}Request`, value);
  const kind = fc3 ? 'Function' : 'Service';
  return {
    getFunction: (qualifier?: string) => sdk.call('getFunction', ...own, sdk.make('GetFunctionRequest', { qualifier })),
    update: (value: Record<string, unknown>) => sdk.call('updateFunction', ...own, request('UpdateFunction', value)),
    publish: (description?: string) =>
      sdk.call(
        `publish${kind}Version`,
        owner,
        request(`Publish${kind}Version`, { description }, 'PublishVersionInput'),
      ),
    versions: (value: Record<string, unknown>) =>
      sdk.call(`list${kind}Versions`, owner, sdk.make(`List${kind}VersionsRequest`, value)),
    deleteVersion: (id: string) => sdk.call(`delete${kind}Version`, owner, id),
    createAlias: (value: Record<string, unknown>) => sdk.call('createAlias', owner, request('CreateAlias', value)),
    updateAlias: (name: string, value: Record<string, unknown>) =>
      sdk.call('updateAlias', owner, name, request('UpdateAlias', value)),
    getAlias: (name: string) => sdk.call('getAlias', owner, name),
    deleteAlias: (name: string) => sdk.call('deleteAlias', owner, name),
    code: (qualifier: string) => sdk.call('getFunctionCode', ...own, sdk.make('GetFunctionCodeRequest', { qualifier })),
    triggers: () => sdk.call('listTriggers', ...own, sdk.make('ListTriggersRequest', { limit: 10 })),
    domains: () => sdk.call('listCustomDomains', sdk.make('ListCustomDomainsRequest', { limit: 10 })),
  };
}
