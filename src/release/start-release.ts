import { randomBytes } from 'node:crypto';
import { DeployError, inputError } from '../core/errors.js';
import type { Receipt, Request } from '../core/model.js';
import { problems } from '../core/problems.js';
import type { RunEnvironment } from '../core/run-operation.js';
import type { CompleteInputs } from '../inputs/manifest/types.js';
import { readFlat } from '../inputs/read-request.js';
import { refuseUnfit } from './refuse-unfit.js';
import { type ReleaseMember, runRelease } from './run-release.js';

/**
 * From the inputs of several functions to their release. Throws `input` with all that is wrong with any of them, before
 * anything is sent.
 */
export async function startRelease(
  all: readonly CompleteInputs[],
  receipt: Receipt,
  environmentOf: (request: Request) => Promise<RunEnvironment>,
): Promise<void> {
  const found = problems();
  const members: ReleaseMember[] = [];
  for (const complete of all) {
    const request = found.try(() => readMember(complete));
    if (request) members.push({ name: nameOf(complete), request, environment: await environmentOf(request) });
  }
  found.try(() => refuseUnfit(members));
  found.throw();
  const [first] = members;
  if (!first) throw inputError('release.members', '', 'names no member.', 'A printed line has them.');
  const shared = (of: (member: ReleaseMember) => string) =>
    members.every((member) => of(member) === of(first)) ? of(first) : '';
  receipt.function = titleOf(members, receipt.function);
  receipt.provider = shared(({ request }) => request.provider);
  receipt.providerTitle = shared(({ environment }) => environment.entry.capabilities.title);
  receipt.alias = shared(({ request }) => request.alias);
  const { clock, log, forge, workflowRun } = first.environment;
  const { runId, runAttempt = '1' } = workflowRun;
  const release = runId === undefined ? randomBytes(6).toString('hex') : `${runId}.${runAttempt}`;
  await runRelease(members, receipt, { clock, log, release, save: (now) => forge.save(now) });
}

/** Names that a title still shows; of more, what was asked for (`all`, `api-*`) says it better. */
const MOST_NAMES = 4;

function titleOf(members: readonly ReleaseMember[], asked: string): string {
  const names = members.map(({ name }) => name);
  if (names.length > MOST_NAMES && asked !== '') return asked;
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function readMember({ inputs, origins, onlyFrom, member }: CompleteInputs): Request {
  try {
    return { ...readFlat(inputs, origins), onlyFrom };
  } catch (error) {
    if (!(error instanceof DeployError) || !member) throw error;
    throw new DeployError(error.kind, `${member.name}: ${error.message}`, { next: error.next });
  }
}

/** As people call it. */
const nameOf = ({ member, inputs }: CompleteInputs): string =>
  member?.name ?? [inputs['fc2.service'], inputs.function].filter(Boolean).join('/');
