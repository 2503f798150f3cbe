import type { AdoptionDirection, AdoptionPlan, AdoptionStep } from '../../core/adoption.js';
import { collect } from '../../core/collect.js';
import type { FcAsyncSettings, FcDomain, FcRoute, FcTrigger } from './api-types.js';
import { LATEST } from './convert-version.js';
import type { FcApi } from './fc-api.js';

/** At the end of a trigger's description: `adopt` moved it. The second is for descriptions that leave little room. */
const MARKS = [' [versioned-deploy: called LATEST]', ' [vd:LATEST]'];
const DESCRIPTION_LETTERS = 256;

export interface AdoptionScope {
  api: FcApi;
  /** does this route of a custom domain lead to our function? */
  owns(route: FcRoute): boolean;
}

/**
 * What it takes to bring triggers and custom domains of LATEST under an alias, or back; sends reads only. The settings of
 * asynchronous calls belong to a qualifier, so the alias gets them first.
 * https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/user-guide/manage-aliases
 */
export async function adoptionPlan(
  scope: AdoptionScope,
  alias: string,
  direction: AdoptionDirection,
): Promise<AdoptionPlan> {
  const { api, owns } = scope;
  const [triggers, domains, own, aliased] = await Promise.all([
    collect(api.triggers()),
    collect(api.domains()),
    api.asyncSettings(),
    api.asyncSettings(alias),
  ]);
  const routed = domains.filter(({ routeConfig }) => (routeConfig?.routes ?? []).some(owns));
  const steps =
    direction === 'adopt'
      ? [
          ...settingsSteps(api, alias, own, aliased),
          ...triggers.flatMap((trigger) => triggerStep(api, alias, trigger)),
          ...routed.flatMap((domain) => domainStep(scope, alias, domain)),
        ]
      : [
          ...triggers.flatMap((trigger) => triggerBackStep(api, alias, trigger)),
          ...routed.flatMap((domain) => domainBackStep(scope, alias, domain)),
          ...settingsBackSteps(api, alias, own, aliased),
        ];
  return { steps, warnings: [] };
}

/** No qualifier and LATEST are the same thing. */
const calls = (qualifier: string | null | undefined, wanted: string): boolean => (qualifier || LATEST) === wanted;

function settingsSteps(api: FcApi, alias: string, own?: FcAsyncSettings, aliased?: FcAsyncSettings): AdoptionStep[] {
  if (!own) return [];
  const what = `give ${alias} the retries and destinations of asynchronous calls`;
  if (aliased) return [{ what, done: true }];
  return [{ what, apply: async () => void (await api.putAsyncSettings(alias, settingsOf(own))) }];
}

/** They carry no mark of ours, so only those that say exactly what LATEST's say are taken away again. */
function settingsBackSteps(
  api: FcApi,
  alias: string,
  own?: FcAsyncSettings,
  aliased?: FcAsyncSettings,
): AdoptionStep[] {
  if (!own || !aliased || JSON.stringify(settingsOf(own)) !== JSON.stringify(settingsOf(aliased))) return [];
  const what = `take the retries and destinations of asynchronous calls, the same as LATEST's, from ${alias}`;
  return [{ what, apply: async () => void (await api.deleteAsyncSettings(alias)) }];
}

function settingsOf(all: FcAsyncSettings) {
  const { destinationConfig, maxAsyncEventAgeInSeconds, maxAsyncRetryAttempts, asyncTask, statefulInvocation } = all;
  return { destinationConfig, maxAsyncEventAgeInSeconds, maxAsyncRetryAttempts, asyncTask, statefulInvocation };
}

const nameOf = ({ triggerName, triggerType }: FcTrigger): string =>
  `${triggerType === 'http' ? 'HTTP' : triggerType} trigger ${triggerName}`;

/** The URL of an HTTP trigger stays what it is: only whom it calls changes. */
function triggerStep(api: FcApi, alias: string, trigger: FcTrigger): AdoptionStep[] {
  const { triggerName = '', qualifier, description } = trigger;
  const what = `${nameOf(trigger)} calls ${alias}`;
  if (calls(qualifier, alias)) return [{ what, done: true }];
  if (!calls(qualifier, LATEST)) return [];
  const mark = markThatFits(description);
  const change = { qualifier: alias, ...(mark && { description: `${description ?? ''}${mark}` }) };
  const how = mark ? '' : ' (its description is full, so `unadopt` will leave the way back to you)';
  return [{ what: what + how, apply: async () => void (await api.updateTrigger(triggerName, change)) }];
}

/** A description is a person's: no letter of it is cut for a mark. undefined: there is no room for one. */
const markThatFits = (description: string | null | undefined): string | undefined =>
  MARKS.find((mark) => (description ?? '').length + mark.length <= DESCRIPTION_LETTERS);

function triggerBackStep(api: FcApi, alias: string, trigger: FcTrigger): AdoptionStep[] {
  const { triggerName = '', qualifier } = trigger;
  const description = trigger.description ?? '';
  if (!calls(qualifier, alias)) return [];
  const what = `${nameOf(trigger)} calls ${LATEST} again`;
  const mark = MARKS.find((one) => description.endsWith(one));
  if (mark === undefined) return markThatFits(description) ? [] : [unmarkedBackStep(what)];
  const change = { qualifier: LATEST, description: description.slice(0, -mark.length) };
  const apply = async () => void (await api.updateTrigger(triggerName, change));
  return [{ what, moves: true, apply }];
}

/** Whether it called the alias before `adopt` came cannot be told, so a person decides. */
function unmarkedBackStep(what: string): AdoptionStep {
  const caution = `Its description had no room for a mark. In the console, give it the version ${LATEST}.`;
  return { what: `${what}, if \`adopt\` moved it`, byHand: { commands: [], caution } };
}

/** An update replaces all routes of a domain, so they are read again right before. */
function domainStep(scope: AdoptionScope, alias: string, { domainName = '', routeConfig }: FcDomain): AdoptionStep[] {
  const routes = (routeConfig?.routes ?? []).filter(scope.owns);
  const what = `custom domain ${domainName} calls ${alias}`;
  if (routes.every(({ qualifier }) => calls(qualifier, alias))) return [{ what, done: true }];
  if (!routes.some(({ qualifier }) => calls(qualifier, LATEST))) return [];
  return [{ what, apply: () => rebindRoutes(scope, domainName, { from: LATEST, to: alias }) }];
}

/** A domain has no place for a mark: whether its routes called the alias before cannot be told, so a person decides. */
function domainBackStep(
  { owns }: AdoptionScope,
  alias: string,
  { domainName = '', routeConfig }: FcDomain,
): AdoptionStep[] {
  const bound = (routeConfig?.routes ?? []).filter((route) => owns(route) && calls(route.qualifier, alias));
  if (bound.length === 0) return [];
  const what = `custom domain ${domainName} calls ${LATEST} again, if \`adopt\` moved it`;
  const paths = bound.map(({ path }) => path ?? '/*').join(', ');
  const caution = `A custom domain has no place for a mark. In the console, give its route ${paths} the version ${LATEST}.`;
  return [{ what, byHand: { commands: [], caution } }];
}

async function rebindRoutes(
  { api, owns }: AdoptionScope,
  domainName: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { body } = await api.getDomain(domainName);
  const routes = (body.routeConfig?.routes ?? []).map((route) =>
    owns(route) && calls(route.qualifier, from) ? { ...route, qualifier: to } : route,
  );
  await api.updateDomain(domainName, { routeConfig: { ...body.routeConfig, routes } });
}
