import type { Readable } from 'node:stream';
import { DeployError } from '../../core/errors.js';
import type { Alias, Target, TrafficSplit, VendorCommand, Version } from '../../core/model.js';
import type { Binding, Capabilities, Provider, ProviderContext } from '../../core/provider.js';
import { toAlias } from './alias.js';
import type { Api } from './api.js';
import { type Bindings, guardAlias, guardVersion } from './bindings.js';
import { isLoopback } from './endpoint.js';
import { regionOf } from './env.js';
import { createExpose, triggerName } from './expose.js';
import { isUnclear } from './fail.js';
import { createInvoke } from './invoke.js';
import type { Pointer } from './point.js';
import type { Publisher } from './publish.js';
import { exchangeStream, NoAnswer } from './transport.js';
import { fromRow, isNumber, toVersion } from './version.js';

export interface Parts {
  can: Capabilities;
  api: Api;
  context: ProviderContext;
  target: Target;
  pointer: Pointer;
  publisher: Publisher;
  bindings: Bindings;
  command(alias: string, split: TrafficSplit): VendorCommand[];
  /** a version's note, where it takes less than reading the list */
  note?(id: string): Promise<string | undefined>;
}

/** Both generations as one provider; what differs comes in `parts`. */
export function createProvider(parts: Parts): Provider {
  const { can, api, context, target, pointer, publisher, bindings, command } = parts;
  const region = regionOf(target, context.env);
  return {
    capabilities: can,
    resolvedInputs: target.region === undefined && region !== undefined ? { region } : {},
    versions: () => versions(api),
    aliases: () => aliases(api),
    alias: pointer.read,
    point: pointer.point,
    findPublished: publisher.find,
    publish: publisher.publish,
    command,
    async version(id) {
      if (!isNumber(id)) return undefined;
      const [raw, row] = await Promise.all([api.getVersion(id), rowOf(id, parts)]);
      return raw && { ...toVersion(id, raw), ...row };
    },
    code: (version) => code(version, api, context),
    async remove({ id }) {
      await guardVersion(id, api, bindings);
      await gone(
        () => api.removeVersion(id),
        () => api.getVersion(id),
        context,
      );
    },
    drop: (alias) => drop(alias, parts),
    async url(alias) {
      const bound = await bindings.triggers();
      return bound.find(({ what, qualifier, url }) => qualifier === alias && url && what.startsWith('HTTP '))?.url;
    },
    bindings: () => forgiving(bindings, context),
    invoke: createInvoke(api, context),
    expose: createExpose(api, context.log),
  };
}

async function* versions(api: Api): AsyncGenerator<Version> {
  for await (const row of api.versions()) yield { id: String(row.versionId), status: 'ready', ...fromRow(row) };
}

async function* aliases(api: Api): AsyncGenerator<Alias> {
  for await (const raw of api.aliases()) yield toAlias(raw);
}

/** The description is only in the list (3.0); newest first, so it is seldom far. */
async function rowOf(id: string, { api, note }: Parts): Promise<Pick<Version, 'createdAt' | 'note'>> {
  if (note) {
    const found = await note(id);
    return found ? { note: found } : {};
  }
  for await (const row of api.versions()) {
    if (String(row.versionId) === id) return fromRow(row);
    if (Number(row.versionId) < Number(id)) return {};
  }
  return {};
}

/** The link in the answer is signed and good for minutes; it takes no headers of ours. Throws `vendor` or `network`. */
async function code({ id }: Version, api: Api, context: ProviderContext): Promise<Readable> {
  const { body } = await api.code(id);
  const url = URL.canParse(body.url ?? '') ? new URL(body.url ?? '') : undefined;
  if (!url || (url.protocol === 'http:' && !isLoopback(url) && !url.hostname.endsWith('.aliyuncs.com'))) {
    throw new DeployError('vendor', `Function Compute gave no usable link to the code of version ${id}.`, {
      next: 'Run it again.',
    });
  }
  if (url.search.length > 1) context.log.mask(url.search.slice(1));
  const timeoutMs = Math.max(5_000, context.deadline - context.clock.now());
  try {
    const { status, body: stream } = await exchangeStream({
      method: 'GET',
      url: url.href,
      headers: {},
      timeoutMs,
      signal: context.signal,
    });
    if (status === 200) return stream;
    stream.destroy();
    throw new DeployError('vendor', `The code of version ${id} could not be downloaded (${status}).`, {
      status,
      next: 'Run it again; the link that Function Compute gives out lasts only minutes.',
    });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new DeployError('network', `The code of version ${id} could not be downloaded: ${error.message}.`, {
      next: 'Run it again.',
    });
  }
}

/** Deletes; when the end is unclear, looks, and deletes again what is still there. */
async function gone(
  send: () => Promise<unknown>,
  look: () => Promise<unknown>,
  { clock }: ProviderContext,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send();
      return;
    } catch (error) {
      if (!isUnclear(error)) throw error;
      if ((await look()) === undefined) return;
      if (attempt === 3) throw error;
      await clock.sleep(200 * attempt);
    }
  }
}

/** The trigger that `expose` made for the alias goes with it; those of other functions of the service do not. */
async function drop({ name }: Alias, { api, bindings, context }: Parts): Promise<void> {
  const [own, everything] = await Promise.all([bindings.triggers(), bindings.everything()]);
  const isOurs = ({ what, qualifier }: Binding) => what === `HTTP trigger ${triggerName(name)}` && qualifier === name;
  const users = everything.filter(({ qualifier }) => qualifier === name);
  const made = own.some(isOurs);
  if (made) users.splice(users.findIndex(isOurs), 1);
  guardAlias(name, users);
  if (made) await api.deleteTrigger(triggerName(name));
  await gone(
    () => api.deleteAlias(name),
    () => api.getAlias(name),
    context,
  );
}

/** Only a warning hangs on this, so a policy without these rights gets a notice, not a failure. */
async function forgiving(bindings: Bindings, { log }: ProviderContext) {
  const [triggers, domains] = await Promise.allSettled([bindings.triggers(), bindings.domains()]);
  const found = [triggers, domains].flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  const denied = [triggers, domains].find((list) => list.status === 'rejected');
  if (denied?.status === 'rejected') {
    const { reason } = denied;
    if (!(reason instanceof DeployError) || reason.status !== 403) throw reason;
    log.notice(`What points at the function could not be read in full: ${reason.message} ${reason.next ?? ''}`.trim());
  }
  return found;
}
