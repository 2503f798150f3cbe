import type { FailureReport, Receipt, RunOutcome } from '../core/model.js';
import { sameSplit } from '../core/traffic-split.js';

/** What a release says of itself, from the receipts of its members. */
export interface ReleaseOutcome extends Pick<Receipt, 'outcome' | 'changed' | 'switched' | 'error'> {}

export function releaseOutcome(names: readonly string[], { members = [], dryRun, operation }: Receipt): ReleaseOutcome {
  const failed = members.flatMap((member, at) => (member.error ? [{ name: names[at] ?? '', member }] : []));
  const facts = {
    changed: members.some(({ changed }) => changed),
    switched: members.some(({ switched }) => switched),
  };
  if (failed.length > 0) return { ...facts, outcome: 'failed', error: failureOf(failed, members, operation) };
  if (members.some(({ outcome }) => outcome === 'superseded')) return { ...facts, outcome: 'superseded' };
  const outcome: RunOutcome = dryRun ? 'planned' : members.every(isSkipped) ? 'skipped' : 'done';
  return { ...facts, outcome };
}

const isSkipped = ({ outcome }: Receipt): boolean => outcome === 'skipped';

/** Names in a sentence; a reader counts no further. */
const MOST_NAMES = 5;

interface FailedMember {
  name: string;
  member: Receipt;
}

/** The one that failed by itself is the news; the others went back for its sake. */
function failureOf(failed: readonly FailedMember[], members: readonly Receipt[], operation: string): FailureReport {
  const own = failed.filter(({ member }) => !member.forOthers);
  const first = own.length > 0 ? own : failed;
  const names = first.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = first.length > names.length ? ` and ${first.length - names.length} more` : '';
  const [{ member } = { member: undefined }] = first;
  const what = `${operation} failed for ${names.join(', ')}${more}: ${member?.error?.message ?? ''}`;
  const kinds = new Set(first.map((one) => one.member.error?.kind));
  const kind = kinds.size === 1 ? (member?.error?.kind ?? 'bug') : 'refused';
  return { kind: kind === 'unhealthy' ? 'refused' : kind, message: what, next: nextOf(member, failed, members) };
}

/** What became of the traffic of all, and what to do now. */
function nextOf(first: Receipt | undefined, failed: readonly FailedMember[], members: readonly Receipt[]): string {
  const away = failed.filter(({ member }) => !isWhereItWas(member));
  const where =
    members[0]?.release === undefined
      ? `${members.length - failed.length} of ${members.length} are done.`
      : away.length === 0
        ? 'All traffic is where it was before.'
        : `Not where it was before: ${away.map(({ name, member }) => `${name} (${stateOf(member)})`).join('; ')}.`;
  return [where, first?.error?.next].filter(Boolean).join(' ');
}

/** Known to be where it was; what was never read was never written either. */
const isWhereItWas = ({ before, after, steps }: Receipt): boolean =>
  after === undefined
    ? !steps.some(({ kind, status }) => kind === 'point' && status !== 'failed')
    : sameSplit(before, after);

const stateOf = ({ after }: Receipt): string =>
  after === undefined ? 'not known' : after === null ? 'nothing is live' : `version ${after.stable}`;
