import type { Clock } from '../../core/clock.js';
import { collect } from '../../core/collect.js';
import { DeployError } from '../../core/errors.js';
import type { Caller } from '../../core/model.js';
import type { FcDomain, FcRoute, FcTrigger } from './api-types.js';
import { versionsNamedBy } from './convert-alias.js';
import { isVersionNumber, LATEST } from './convert-version.js';
import type { FcApi } from './fc-api.js';

export interface CallersScope {
  api: FcApi;
  clock: Clock;
  /** does this route of a custom domain lead to our function? */
  owns(route: FcRoute): boolean;
  /** 2.0: the service that shares versions and aliases, and the paths of its functions */
  shared?: { owns(route: FcRoute): boolean; paths(): Promise<string[]> };
}

/** For so long the triggers and domains of one read serve the next deletes too; in ms. */
const CACHE_MS = 10_000;

/** All that points at a version or alias from outside. Read again when it is older than a moment. */
export function createCallersReader({ api, clock, owns, shared }: CallersScope) {
  let kept: { at: number; callers: Promise<Caller[]> } | undefined;
  let seen: { at: number; callers: Promise<Caller[]> } | undefined;
  const triggers = async (path?: string): Promise<Caller[]> => (await collect(api.triggers(path))).map(triggerCaller);
  const domains = async (mine = owns): Promise<Caller[]> =>
    (await collect(api.domains())).flatMap((domain) => domainCallers(domain, mine));
  const allTriggers = async (): Promise<Caller[]> => {
    if (!shared) return triggers();
    return (await Promise.all((await shared.paths()).map(triggers))).flat();
  };
  return {
    /** of our function */
    triggers: () => triggers(),
    owns,
    /** the same, once for all who ask within a moment: a URL and who calls what are told of one list */
    seenTriggers(): Promise<Caller[]> {
      if (!seen || clock.now() - seen.at > CACHE_MS) seen = { at: clock.now(), callers: triggers() };
      return seen.callers;
    },
    domains: () => domains(),
    /** whatever shares our versions and aliases */
    async everything(): Promise<Caller[]> {
      if (!kept || clock.now() - kept.at > CACHE_MS) {
        const callers = Promise.all([allTriggers(), domains(shared?.owns)]).then((lists) => lists.flat());
        kept = { at: clock.now(), callers };
      }
      return await kept.callers;
    },
  };
}

export type CallersReader = ReturnType<typeof createCallersReader>;

/** No qualifier and LATEST are the same thing: the newest upload. */
const calledQualifier = (qualifier: string | null | undefined): string => qualifier || LATEST;

function triggerCaller(raw: FcTrigger): Caller {
  const type = raw.triggerType === 'http' ? 'HTTP' : (raw.triggerType ?? 'unknown');
  const url = raw.httpTrigger?.urlInternet ?? raw.urlInternet ?? undefined;
  return {
    what: `${type} trigger ${raw.triggerName ?? ''}`,
    qualifier: calledQualifier(raw.qualifier),
    ...(url && { url }),
  };
}

function domainCallers({ domainName = '', routeConfig }: FcDomain, owns: CallersScope['owns']): Caller[] {
  const routes = (routeConfig?.routes ?? []).filter(owns);
  return routes.map(({ path, qualifier }) => ({
    what: `custom domain ${domainName}${path && path !== '/*' ? ` (${path})` : ''}`,
    qualifier: calledQualifier(qualifier),
    url: `https://${domainName}/`,
  }));
}

/**
 * Throws `refused` when deleting the version would leave something dangling: the vendor does not look
 * (https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/user-guide/manage-versions). An answer that could not be
 * had is none, so that refuses too.
 */
export async function refuseVersionInUse(id: string, api: FcApi, callers: CallersReader): Promise<void> {
  if (!isVersionNumber(id)) {
    throw new DeployError('refused', `"${id}" is not a version number, so nothing is deleted.`, {
      next: 'Name a number from `list`. LATEST is never deleted.',
    });
  }
  const [aliases, bound] = await Promise.all([collect(api.aliases()), callers.everything()]);
  const users = [
    ...aliases.filter((alias) => versionsNamedBy(alias).includes(id)).map(({ aliasName }) => `alias ${aliasName}`),
    ...bound.filter(({ qualifier }) => qualifier === id).map(({ what }) => what),
  ];
  if (users.length === 0) return;
  throw new DeployError('refused', `Version ${id} is in use by ${users.join(', ')}, which would break without it.`, {
    next: 'Point them at another version first.',
  });
}

/**
 * Someone may have pointed an alias at a version while it was deleted: nothing locks one against the other. Throws
 * `conflict` then.
 */
export async function refuseDangling(id: string, api: FcApi): Promise<void> {
  const aliases = await collect(api.aliases());
  const users = aliases.filter((alias) => versionsNamedBy(alias).includes(id)).map(({ aliasName }) => aliasName);
  if (users.length === 0) return;
  const what = `Version ${id} was deleted while someone pointed ${users.join(', ')} at it: callers get errors now.`;
  throw new DeployError('conflict', what, { next: 'Point it at a version that exists.' });
}

/** Throws `refused` when a trigger or domain would be left without its alias. */
export function refuseAliasInUse(name: string, users: Caller[]): void {
  if (users.length === 0) return;
  const names = users.map(({ what }) => what).join(', ');
  throw new DeployError('refused', `The alias ${name} is in use by ${names}, which would break without it.`, {
    next: 'Point them at another alias first.',
  });
}
