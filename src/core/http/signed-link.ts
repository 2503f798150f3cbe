import type { Readable } from 'node:stream';
import { createHttpClient } from './client.js';
import { refusalError } from './refusal.js';
import type { HttpContext, HttpService } from './types.js';

export interface SignedLinkFacts {
  /** whose store it is: "Function Compute" */
  owner: string;
  /** the end of "refused": "the download of version 7" */
  what: string;
}

/** What a signed link leads to. It is good for minutes, and takes no headers of ours. Throws `vendor` or `network`. */
export const openSignedLink = (url: URL, facts: SignedLinkFacts, context: HttpContext): Promise<Readable> =>
  createHttpClient(storeOf(url.origin, facts), context).stream({ what: facts.what, method: 'GET', path: url.href });

/** The signature is in the link. */
const storeOf = (url: string, { owner, what }: SignedLinkFacts): HttpService => ({
  name: `The store of ${owner}`,
  url,
  unreachable: 'Run it again.',
  sign: async () => ({}),
  refusalError: (refusal) =>
    refusalError(refusal, {
      what: `${owner} refused ${what}`,
      next: `Run it again; the link that ${owner} gives out lasts only minutes.`,
    }),
});
