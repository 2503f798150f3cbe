import { DeployError } from '../../core/errors.js';
import type { Target } from '../../core/model.js';
import type { Provider, ProviderContext } from '../../core/provider.js';
import { type Api, createApi } from './api.js';
import { beside } from './beside.js';
import { caller } from './call.js';
import { can } from './can.js';
import { commands, urlOf } from './command.js';
import { ACTIVE, aliasOf, createSeen, type Desk } from './desk.js';
import { find } from './find.js';
import { createHttp } from './http.js';
import { type Place, readPlace } from './place.js';
import { point } from './point.js';
import { publish } from './publish.js';
import { remove } from './remove.js';
import { resolve } from './resolve.js';
import { type FunctionRow, versionOf } from './rows.js';

export { check } from './check.js';

/** Opens one function. Sends nothing for a UUID; looks a name up. Throws `input`, `vendor` or `refused`. */
export async function open(target: Target, context: ProviderContext): Promise<Provider> {
  for (const secret of [target.invokeApiKey, context.env.INVOKE_API_KEY]) {
    if (secret?.trim()) context.log.mask(secret.trim());
  }
  const place = readPlace(target, context.env);
  const { url, key } = place;
  const api = explaining(createApi(createHttp({ url, key, context }), key, context.log), target.function, url);
  const { id, row } = await resolve(place.wanted, api);
  const desk: Desk = { api, context, id, seen: createSeen(api, id) };
  if (row) desk.seen.learn(row);
  return provider(place, desk, row);
}

/** The server says "Function not found"; which one, and where, is ours to say. */
function explaining(api: Api, name: string, url: string): Api {
  return {
    ...api,
    function: (id) =>
      api.function(id).catch((error: unknown) => {
        if (!(error instanceof DeployError) || error.status !== 404) throw error;
        throw new DeployError('vendor', `Invoke at ${url} has no function "${name}", or this key may not see it.`, {
          next: 'Check the UUID, or create the function first.',
          status: 404,
          cause: error,
        });
      }),
  };
}

function provider(place: Place, desk: Desk, looked: FunctionRow | undefined): Provider {
  const { api, id, seen } = desk;
  const url = urlOf(place, desk);
  /** What the lookup of the name has brought is read once, not asked for again. */
  let fresh = looked;
  const alias: Provider['alias'] = async (name) => {
    if (name !== ACTIVE) return undefined;
    const row = fresh ?? (await api.function(id));
    fresh = undefined;
    seen.learn(row);
    return row.active ? aliasOf(row.active) : undefined;
  };
  return {
    capabilities: can,
    resolvedInputs: place.resolved,
    alias,
    async *aliases() {
      const active = await alias(ACTIVE);
      if (active) yield active;
    },
    async *versions() {
      for (const row of await seen.list()) yield versionOf(row);
    },
    async version(number) {
      const row = (await seen.list()).find((one) => one.number === number);
      return row && versionOf(row);
    },
    findPublished: (pkg) => find(desk, pkg),
    async code({ id: number }) {
      const uuid = seen.uuid(number) ?? (await seen.list()).find((row) => row.number === number)?.id;
      if (uuid) return await api.download(id, uuid);
      throw new DeployError('refused', `There is no version ${number} to download.`, { status: 404 });
    },
    publish: (pkg) => publish(desk, pkg),
    async point(name, { stable, canary }, { expected }) {
      refuseOther(name);
      if (canary) throw new DeployError('refused', 'Invoke cannot split traffic between versions. Nothing was sent.');
      fresh = undefined;
      return await point(desk, stable, expected);
    },
    remove: (version) => remove(desk, version),
    async drop({ name }) {
      refuseOther(name);
      throw new DeployError('refused', `The only pointer of Invoke, ${ACTIVE}, cannot be deleted. Nothing was sent.`);
    },
    command: (_alias, split) => commands(place, desk, split),
    url: async () => url,
    siblingFunction: (name) => beside(desk, name, (row) => neighbour(place, desk, row)),
    ...(url !== undefined && { callLive: caller(url, id, api, desk.context) }),
  };
}

/** Another function of the same place, as if it had been opened. */
function neighbour(place: Place, { api, context }: Desk, row: FunctionRow): Provider {
  const { id } = row;
  return provider({ ...place, wanted: { id } }, { api, context, id, seen: createSeen(api, id) }, row);
}

function refuseOther(name: string): void {
  if (name === ACTIVE) return;
  throw new DeployError('refused', `Invoke has no pointer "${name}", only "${ACTIVE}". Nothing was sent.`);
}
