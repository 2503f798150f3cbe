import { didYouMean } from './did-you-mean.js';
import { DeployError } from './errors.js';

/**
 * The host of a region that is in no list of ours has no address: the name of the region is wrong. (A new region has
 * an address before we know of it.)
 */
export function noSuchRegion(region: string, host: string, known: readonly string[]): DeployError {
  return new DeployError('input', `Region "${region}" is not known, and ${host} has no address.`, {
    next: `${didYouMean(region, known)}Correct \`region\`, or what names it in the environment.`,
  });
}

/** Node's codes for a name without an address: for now, or for good. */
export const isUnresolved = (code: string | undefined): boolean => code === 'ENOTFOUND' || code === 'EAI_AGAIN';

/** Attempts for the host of a region that we do not know: one more than one, should the network just be starting. */
export const UNKNOWN_HOST_ATTEMPTS = 2;
