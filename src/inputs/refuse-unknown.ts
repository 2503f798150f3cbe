import { didYouMean } from '../core/did-you-mean.js';
import { inputError } from '../core/errors.js';
import { type Problems, problems } from '../core/problems.js';
import type { GivenInputs } from './expand-maps.js';
import { adviceForPeer, currentName, spelling } from './former-names.js';
import { INPUTS, MAPS, PUBLIC_NAMES } from './index.js';

const KNOWN = new Map(INPUTS.map((input) => [input.name, input]));

/** Throws one `input` error that names each input that does not exist. */
export function refuseUnknownInputs(given: GivenInputs): void {
  const found = problems();
  refuseUnknown({ ...given }, found);
  found.throw();
}

/**
 * Keeps what is wrong with the names of inputs, and takes them out of `given`. Returns the inputs that were given under
 * another name: they are not missing, too.
 */
export function refuseUnknown(given: GivenInputs, found: Problems): Set<string> {
  const meant = new Set<string>();
  for (const name of Object.keys(given)) {
    if (KNOWN.has(name)) continue;
    const now = nowCalled(name);
    // The value stays out: it may be a key under a misspelt name.
    if (now !== undefined) found.add(inputError(name, '', `is spelled ${spelling(now)}.`, KNOWN.get(now)?.help ?? ''));
    else found.add(inputError(name, '', 'there is no such input.', hintFor(name)));
    if (now !== undefined) meant.add(now);
    delete given[name];
  }
  return meant;
}

/** A former name, one of a peer, or one of ours with other dashes: `dry_run`. */
function nowCalled(name: string): string | undefined {
  const ours = name.replaceAll('_', '-').toLowerCase();
  return currentName(name) ?? (KNOWN.has(ours) || MAPS[ours] ? ours : undefined);
}

function hintFor(name: string): string {
  const advice = adviceForPeer(name);
  if (advice !== undefined) return advice;
  const [map = '', key] = name.split('.');
  if (key !== undefined && MAPS[map]) {
    const keys = INPUTS.filter((input) => input.name.startsWith(`${map}.`)).map((input) => input.name);
    return `${didYouMean(name, keys)}Use one of: ${keys.join(', ')}.`;
  }
  return didYouMean(name, PUBLIC_NAMES).trim() || 'The README has the table of all inputs.';
}
