import { inputError } from '../core/errors.js';
import { problems } from '../core/problems.js';
import { isProviderName, type ProviderName, providers } from '../providers/index.js';
import type { GivenInputs } from './expand-maps.js';
import type { CompleteInputs } from './manifest/types.js';
import { readBy } from './read-by.js';

/** One member of a release: where it is, and from which version to which it goes back. */
export interface ReleaseMemberReference {
  provider: string;
  /** empty: the provider has none */
  region: string;
  function: string;
  alias: string;
  /** the version that the release made live */
  from: string;
  /** the version that was live before */
  to: string;
}

const FIELDS = ['provider', 'region', 'function', 'alias', 'from', 'to'] as const;

/** `aws-lambda/eu-central-1/checkout/live/41/40`; what is not a letter, a digit or `-_.~` is percent-encoded. */
export const writeMember = (member: ReleaseMemberReference): string =>
  FIELDS.map((field) => encodeURIComponent(member[field])).join('/');

/** Throws `input` for what `writeMember` does not write. */
function readMember(text: string): ReleaseMemberReference {
  const example = 'aws-lambda/eu-central-1/checkout/live/41/40';
  const parts = text.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
  const [provider = '', region = '', name = '', alias = '', from = '', to = ''] = parts;
  const whole = parts.length === FIELDS.length && name && alias && from && to && isProviderName(provider);
  if (whole) return { provider, region, function: name, alias, from, to };
  throw inputError('release.members', text, 'is no member of a release.', `A printed line has it: ${example}.`);
}

/** The inputs of each member's rollback. What all were given counts for those whose provider reads it. Throws `input`. */
export function completeMembers(text: string, { function: name, ...shared }: GivenInputs): CompleteInputs[] {
  const found = problems();
  if (name) {
    found.add(inputError('function', name, 'has nothing to say beside `release.members`.', 'Leave it out.'));
  }
  const members = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .flatMap((part) => found.try(() => readMember(part)) ?? []);
  found.throw();
  return members.map(({ from, to, region, provider, function: own, alias }) => {
    const { capabilities } = providers[provider as ProviderName];
    const inputs = Object.entries(shared).filter(([input]) => readBy(input, provider, capabilities));
    return {
      inputs: { ...Object.fromEntries(inputs), provider, ...(region && { region }), function: own, alias, version: to },
      origins: {},
      onlyFrom: from,
    };
  });
}
