import { inputError } from '../core/errors.js';
import type { Request } from '../core/model.js';
import type { OperationName } from '../core/operation-names.js';
import { problems } from '../core/problems.js';
import { checkingMetric, hasProbes } from '../core/request.js';
import type { ReleaseMember } from './run-release.js';

/** What can be done for several functions in one run. */
const FOR_SEVERAL: readonly OperationName[] = ['deploy', 'promote', 'rollback', 'list', 'status', 'cleanup'];

/** Refuses what makes no sense for several functions at once. Throws `input` with all of it. */
export function refuseUnfit(members: readonly ReleaseMember[]): void {
  const found = problems();
  const shared = members[0]?.request;
  const operation = shared?.operation;
  if (operation && !FOR_SEVERAL.includes(operation)) {
    const next = `Name one. For several there are: ${FOR_SEVERAL.join(', ')}.`;
    throw inputError('function', names(members), `\`${operation}\` is for one function.`, next);
  }
  for (const { name, request } of members) found.try(() => refuseOwnWay(name, request));
  if (operation !== 'list' && operation !== 'status') found.try(() => refuseSamePlace(members));
  if (shared?.version !== undefined && shared.onlyFrom === undefined) {
    const next = 'Leave it out, or name one function.';
    found.add(inputError('version', shared.version, 'is a version of one function.', next));
  }
  found.throw();
}

/** A release moves as a whole: nobody goes step by step, or is watched by itself. */
function refuseOwnWay(name: string, request: Request): void {
  const input = ownWay(request);
  if (input !== undefined) {
    const next = 'Leave it out, or run the functions one after the other, each in a step of its own.';
    throw inputError(input, '', `${name} would move step by step, and a release moves as a whole.`, next);
  }
  // A killed run would have to put back what each of them uploaded.
  if (request.operation !== 'deploy' || request.latestCallers !== 'protect') return;
  const next = 'Deploy that function in a step of its own, or write `latest-callers: warn`.';
  throw inputError('latest-callers', 'protect', `${name} cannot be protected in a release yet.`, next);
}

function refuseSamePlace(members: readonly ReleaseMember[]): void {
  for (const [place, own] of placesOf(members)) {
    if (own.length < 2) continue;
    const next = 'Leave out all but one of them.';
    throw inputError('function', own.join(', '), `they move the same traffic: ${place}.`, next);
  }
}

const names = (members: readonly ReleaseMember[]): string => members.map(({ name }) => name).join(', ');

/** The input by which one function would move by itself, or be watched; undefined: there is none. */
function ownWay(request: Request): string | undefined {
  if (request.rollout) return 'rollout';
  if (request.canaryWeight !== undefined) return 'canary-weight';
  if (hasProbes(request)) return request.probe.url === undefined ? 'probe.payload' : 'probe.url';
  return checkingMetric(request);
}

/** "live of aws-lambda/eu-central-1/checkout" → the members that move it. Of a service one alias moves all functions. */
function placesOf(members: readonly ReleaseMember[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { name, request, environment } of members) {
    const { provider, region = '', function: own, alias } = request;
    const what = environment.entry.service?.(request) ?? own;
    const place = `${alias} of ${[provider, region, what].filter(Boolean).join('/')}`;
    places.set(place, [...(places.get(place) ?? []), name]);
  }
  return places;
}
