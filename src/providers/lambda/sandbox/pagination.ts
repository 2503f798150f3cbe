import { invalid, violatesConstraint } from './refusals.js';
import type { LambdaCall } from './types.js';

/** At most 50 a page, whatever is asked for; a marker leads on. */
export function page<T>({ query }: LambdaCall, all: T[], most = 50): { items: T[]; NextMarker?: string } {
  const asked = query.get('MaxItems');
  const size = asked === null ? most : Number(asked);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw violatesConstraint(asked, 'maxItems', 'Member must have value between 1 and 10000');
  }
  const from = startOf(query.get('Marker'));
  const to = from + Math.min(size, most);
  return { items: all.slice(from, to), NextMarker: to < all.length ? markerOf(to) : undefined };
}

// Opaque, with characters that must survive a query string.
const markerOf = (at: number): string => Buffer.from(`{"at":${at}}??`).toString('base64');

function startOf(marker: string | null): number {
  if (marker === null || marker === '') return 0;
  const at = /^\{"at":(\d+)\}/.exec(Buffer.from(marker, 'base64').toString())?.[1];
  if (at === undefined) throw invalid('Invalid pagination token');
  return Number(at);
}
