import type { Readable } from 'node:stream';
import { afterAcceptedWrite, DeployError, mayHaveTakenEffect } from '../../core/errors.js';
import { nextWritePause } from '../../core/http/next-pause.js';
import { isLoopback } from '../../core/http/proxy.js';
import { openSignedLink } from '../../core/http/signed-link.js';
import type { Alias, Caller, Target, TrafficSplit, VendorCommand, Version } from '../../core/model.js';
import type { CallersRead, Capabilities, Provider, ProviderContext } from '../../core/provider.js';
import { adoptionPlan } from './adoption.js';
import type { AliasPointer } from './alias-pointer.js';
import { type CallersReader, refuseAliasInUse, refuseDangling, refuseVersionInUse } from './callers.js';
import { toAlias } from './convert-alias.js';
import { isVersionNumber, noteAndDateOf, toVersion } from './convert-version.js';
import { createExpose, triggerName } from './create-http-trigger.js';
import { findRegion } from './environment.js';
import type { FcApi } from './fc-api.js';
import { createInvokeVersion } from './invoke-version.js';
import type { Publisher } from './publish.js';

export interface FcProviderParts {
  capabilities: Capabilities;
  api: FcApi;
  context: ProviderContext;
  target: Target;
  pointer: AliasPointer;
  publisher: Publisher;
  callers: CallersReader;
  command(alias: string, split: TrafficSplit): VendorCommand[];
  /** a version's note, where it takes less than reading the list */
  note?(id: string): Promise<string | undefined>;
}

/** Both generations as one provider; what differs comes in `parts`. */
export function createFcProvider(parts: FcProviderParts): Provider {
  const { capabilities, api, context, target, pointer, publisher, callers, command } = parts;
  const region = findRegion(target, context.env);
  return {
    capabilities,
    resolvedInputs: target.region === undefined && region !== undefined ? { region } : {},
    versions: () => listVersions(api),
    aliases: () => listAliases(api),
    alias: pointer.read,
    point: pointer.point,
    findPublished: publisher.find,
    configurationDiff: publisher.configurationDiff,
    handler: publisher.handler,
    publish: publisher.publish,
    command,
    async version(id) {
      if (!isVersionNumber(id)) return undefined;
      const [raw, row] = await Promise.all([api.getVersion(id), noteAndDate(id, parts)]);
      return raw && { ...toVersion(id, raw), ...row };
    },
    code: (version) => downloadCode(version, api, context),
    remove: (version) => removeVersion(version, parts),
    drop: (alias) => dropAlias(alias, parts),
    async url(alias) {
      const bound = await callers.seenTriggers();
      return bound.find(({ what, qualifier, url }) => qualifier === alias && url && what.startsWith('HTTP '))?.url;
    },
    callers: async (of) => {
      const read = await readCallers(callers);
      const wanted = read.callers.filter(({ qualifier }) => of === undefined || of.includes(qualifier));
      return { ...read, callers: wanted };
    },
    adoption: (alias, direction) => adoptionPlan({ api, owns: callers.owns }, alias, direction),
    latest: publisher.latest,
    pinLatest: publisher.pinLatest,
    putLatest: publisher.putLatest,
    invoke: createInvokeVersion(api, context),
    expose: createExpose(api, context.log),
  };
}

async function* listVersions(api: FcApi): AsyncGenerator<Version> {
  for await (const row of api.versions()) yield { id: String(row.versionId), status: 'ready', ...noteAndDateOf(row) };
}

async function* listAliases(api: FcApi): AsyncGenerator<Alias> {
  for await (const raw of api.aliases()) yield toAlias(raw);
}

/** The description is only in the list (3.0); newest first, so it is seldom far. */
async function noteAndDate(id: string, { api, note }: FcProviderParts): Promise<Pick<Version, 'createdAt' | 'note'>> {
  if (note) {
    const found = await note(id);
    return found ? { note: found } : {};
  }
  for await (const row of api.versions()) {
    if (String(row.versionId) === id) return noteAndDateOf(row);
    if (Number(row.versionId) < Number(id)) return {};
  }
  return {};
}

/** The link in the answer is signed and good for minutes; it takes no headers of ours. Throws `vendor` or `network`. */
async function downloadCode({ id }: Version, api: FcApi, context: ProviderContext): Promise<Readable> {
  const { body } = await api.code(id);
  const url = URL.canParse(body.url ?? '') ? new URL(body.url ?? '') : undefined;
  if (!url || (url.protocol === 'http:' && !isLoopback(url) && !url.hostname.endsWith('.aliyuncs.com'))) {
    throw new DeployError('vendor', `Function Compute gave no usable link to the code of version ${id}.`, {
      next: 'Run it again.',
    });
  }
  if (url.search.length > 1) context.log.mask(url.search.slice(1));
  return await openSignedLink(url, { owner: 'Function Compute', what: `the download of version ${id}` }, context);
}

/** Deletes; when the end is unclear, looks, and deletes again what is still there. */
async function deleteAndConfirm(
  send: () => Promise<unknown>,
  look: () => Promise<unknown>,
  context: ProviderContext,
): Promise<void> {
  for (let count = 1; ; count++) {
    try {
      await send();
      return;
    } catch (error) {
      if (!mayHaveTakenEffect(error)) throw error;
      if ((await look()) === undefined) return;
      const pause = nextWritePause(error, { ...context, count });
      if (pause === undefined) throw error;
      await context.clock.sleep(pause, context.signal);
    }
  }
}

/** The vendor does not look who uses a version: we look right before each attempt, and once more when it is gone. */
async function removeVersion({ id }: Version, { api, callers, context }: FcProviderParts): Promise<void> {
  await deleteAndConfirm(
    async () => {
      await refuseVersionInUse(id, api, callers);
      await api.removeVersion(id);
    },
    () => api.getVersion(id),
    context,
  );
  await afterAcceptedWrite(() => refuseDangling(id, api));
}

/** The trigger that `expose` made for the alias goes with it; those of other functions of the service do not. */
async function dropAlias({ name }: Alias, { api, callers, context }: FcProviderParts): Promise<void> {
  const [own, everything] = await Promise.all([callers.triggers(), callers.everything()]);
  const isOurs = ({ what, qualifier }: Caller) => what === `HTTP trigger ${triggerName(name)}` && qualifier === name;
  const users = everything.filter(({ qualifier }) => qualifier === name);
  const made = own.some(isOurs);
  if (made) users.splice(users.findIndex(isOurs), 1);
  refuseAliasInUse(name, users);
  if (made) await api.deleteTrigger(triggerName(name));
  await deleteAndConfirm(
    () => api.deleteAlias(name),
    () => api.getAlias(name),
    context,
  );
}

/** Both lists at once; what the policy of the keys does not allow is named. */
async function readCallers(reader: CallersReader): Promise<CallersRead> {
  const lists = [
    { what: 'triggers (fc:ListTriggers)', list: reader.seenTriggers },
    { what: 'custom domains (fc:ListCustomDomains)', list: reader.domains },
  ];
  const unread: string[] = [];
  const found = await Promise.all(
    lists.map(async ({ what, list }) => {
      try {
        return await list();
      } catch (error) {
        if (!(error instanceof DeployError) || error.status !== 403) throw error;
        unread.push(what);
        return [];
      }
    }),
  );
  return { callers: found.flat(), unread };
}
