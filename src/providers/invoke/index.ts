import type { Readable } from 'node:stream';
import { DeployError } from '../../core/errors.js';
import type { Provider, ProviderContext } from '../../core/provider.js';
import { publishStep, sendUnwritten } from '../../core/publish-step.js';
import { type AdminApi, createAdminApi } from './admin-api.js';
import { createAdminClient } from './admin-client.js';
import { createCallLive } from './call-live.js';
import { capabilities } from './capabilities.js';
import { type Connection, readConnection } from './connection.js';
import {
  ACTIVE_ALIAS,
  activeAlias,
  createVersionCache,
  type InvokeContext,
  readFunction,
  rememberFunction,
} from './context.js';
import { deleteVersion } from './delete-version.js';
import { findPublished } from './find-published.js';
import type { InvokeTarget } from './inputs.js';
import { type FunctionRow, toVersion } from './parse-responses.js';
import { publish } from './publish.js';
import { listNames, resolveFunction } from './resolve-function.js';
import { findSiblingFunction } from './sibling-function.js';
import { switchVersion } from './switch-version.js';
import { functionUrl, vendorCommands } from './vendor-commands.js';

export { check } from './check.js';

/** Opens one function. Sends nothing for a UUID; looks a name up. Throws `input`, `vendor` or `refused`. */
export async function open(target: InvokeTarget, context: ProviderContext): Promise<Provider> {
  const { connection, api } = connect(target, context);
  const { id, row } = await resolveFunction(connection.reference, api);
  const fastSwitch = target.invoke.fastSwitch === true;
  const versionCache = createVersionCache(api, id);
  const functionContext: InvokeContext = { api, context, functionId: id, versionCache, fastSwitch };
  if (row) await rememberFunction(functionContext, row);
  return createProvider(connection, functionContext, row);
}

/** The names of all functions of the project, or of all that the key may see. */
export async function* functions(target: InvokeTarget, context: ProviderContext): AsyncGenerator<string> {
  const { connection, api } = connect(target, context);
  yield* await listNames(connection.reference, api);
}

function connect(target: InvokeTarget, context: ProviderContext) {
  for (const secret of [target.invokeApiKey, context.env.INVOKE_API_KEY]) {
    if (secret?.trim()) context.log.mask(secret.trim());
  }
  const connection = readConnection(target, context.env);
  const { url, key } = connection;
  const admin = createAdminApi(createAdminClient({ url, key, context }), context.log);
  return { connection, api: explainMissingFunction(admin, target.function, url) };
}

/** The server says "Function not found"; which one, and where, is ours to say. */
function explainMissingFunction(api: AdminApi, name: string, url: string): AdminApi {
  return {
    ...api,
    getFunction: (id) =>
      api.getFunction(id).catch((error: unknown) => {
        if (!(error instanceof DeployError) || error.status !== 404) throw error;
        throw new DeployError('vendor', `Invoke at ${url} has no function "${name}", or this key may not see it.`, {
          next: 'Check the UUID, or create the function first.',
          status: 404,
          cause: error,
        });
      }),
  };
}

function createProvider(
  connection: Connection,
  functionContext: InvokeContext,
  looked: FunctionRow | undefined,
): Provider {
  const { api, functionId, versionCache } = functionContext;
  const url = functionUrl(connection, functionContext);
  const { alias, forgetLookup } = createAliasReader(functionContext, looked);
  return {
    capabilities,
    resolvedInputs: connection.resolvedInputs,
    alias,
    async *aliases() {
      const active = await alias(ACTIVE_ALIAS);
      if (active) yield active;
    },
    async *versions() {
      for (const row of await versionCache.fetch()) yield toVersion(row);
    },
    async version(number) {
      const row = (await versionCache.fetch()).find((one) => one.number === number);
      return row && toVersion(row);
    },
    findPublished: (pkg) => findPublished(functionContext, pkg),
    code: ({ id: number }) => downloadCode(functionContext, number),
    publish: (pkg, _note, write = sendUnwritten) => write(publishStep(pkg), () => publish(functionContext, pkg)),
    async point(name, { stable, canary }, { expected }) {
      refuseOtherAlias(name);
      if (canary) throw new DeployError('refused', 'Invoke cannot split traffic between versions. Nothing was sent.');
      forgetLookup();
      return await switchVersion(functionContext, stable, expected);
    },
    remove: (version) => deleteVersion(functionContext, version),
    drop: async ({ name }) => refuseDrop(name),
    versionReference: (number) => versionCache.referenceOf(number),
    expectVersion: (number, hash) => versionCache.expect(number, hash),
    command: (_alias, split) => vendorCommands(connection, functionContext, split),
    url: async () => url,
    siblingFunction: (name) =>
      findSiblingFunction(functionContext, name, (row) => openSibling(connection, functionContext, row)),
    ...(url !== undefined && { callLive: createCallLive(url, functionId, api, functionContext.context) }),
  };
}

/** Reads what is active. `looked`: the function as its lookup has just brought it; that is read once, and not asked for again. */
function createAliasReader(functionContext: InvokeContext, looked: FunctionRow | undefined) {
  let fresh = looked;
  let said = false;
  const forgetLookup = () => {
    fresh = undefined;
  };
  const alias: Provider['alias'] = async (name) => {
    if (name !== ACTIVE_ALIAS) return undefined;
    const row = await (fresh ? rememberFunction(functionContext, fresh) : readFunction(functionContext));
    forgetLookup();
    if (!row.active) return undefined;
    if (row.off && !said) functionContext.context.log.warning(OFF);
    said ||= row.off;
    return activeAlias(row.active, row);
  };
  return { alias, forgetLookup };
}

const OFF = 'This run found the function switched off in Invoke: callers get 404, whatever version is active.';

async function downloadCode({ api, functionId, versionCache }: InvokeContext, number: string): Promise<Readable> {
  const uuid = versionCache.uuidOf(number) ?? (await versionCache.fetch()).find((row) => row.number === number)?.id;
  if (uuid) return await api.downloadVersion(functionId, uuid);
  throw new DeployError('refused', `There is no version ${number} to download.`, { status: 404 });
}

/** Another function of the same server, as if it had been opened. */
function openSibling(connection: Connection, { api, context, fastSwitch }: InvokeContext, row: FunctionRow): Provider {
  const { id } = row;
  return createProvider(
    { ...connection, reference: { id } },
    { api, context, functionId: id, versionCache: createVersionCache(api, id), fastSwitch, row },
    row,
  );
}

function refuseOtherAlias(name: string): void {
  if (name === ACTIVE_ALIAS) return;
  throw new DeployError('refused', `Invoke has no pointer "${name}", only "${ACTIVE_ALIAS}". Nothing was sent.`);
}

function refuseDrop(name: string): never {
  refuseOtherAlias(name);
  throw new DeployError('refused', `The only pointer of Invoke, ${ACTIVE_ALIAS}, cannot be deleted. Nothing was sent.`);
}
