import { invalidArgument } from './refusals.js';
import type { FcCall } from './types.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/**
 * One page of rows that are sorted already. The token is the key of the next row. Throws on a limit that the vendor
 * refuses.
 */
export function paginate<T>({ request }: FcCall, rows: T[], keyOf: (row: T) => string): { rows: T[]; next?: string } {
  const { searchParams } = request.url;
  const limit = limitOf(searchParams.get('limit'));
  const prefix = searchParams.get('prefix') ?? '';
  const start = searchParams.get('nextToken') || searchParams.get('startKey');
  const all = rows.filter((row) => keyOf(row).startsWith(prefix));
  const from = start ? all.findIndex((row) => keyOf(row) === start) : 0;
  if (from < 0) throw invalidArgument(`nextToken "${start}" is not one that was given out`);
  const next = all[from + limit];
  return { rows: all.slice(from, from + limit), next: next && keyOf(next) };
}

function limitOf(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalidArgument(`limit is ${text}, but it should be between 1 and ${MAX_LIMIT}`);
}
