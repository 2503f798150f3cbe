import type { FcAlias, FcFunction, FcVersion } from './api-types.js';
import { isVersionNumber } from './convert-version.js';

/**
 * What an answer with status 200 must say before it is believed. Anything else (`{}`, another function's row) counts as
 * damaged: a read is asked again, a write is looked up.
 */
export type Fits = (body: unknown) => boolean;

/** `path`: of the function. */
export const isFunction = (path: string): Fits => {
  const name = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  return (body) => (body as FcFunction).functionName === name;
};

export const isAlias = (name: string): Fits => {
  return (body) => {
    const { aliasName, versionId } = body as FcAlias;
    return aliasName === name && String(versionId ?? '') !== '';
  };
};

export const isVersion: Fits = (body) => isVersionNumber(String((body as FcVersion).versionId ?? ''));

/** Versions and aliases decide what may be deleted: that there are none must be said. An empty list may be null, and a page without rows may lead on. */
export const hasList = (list: string): Fits | undefined => {
  if (list !== 'versions' && list !== 'aliases') return undefined;
  return (body) => {
    const { [list]: rows, nextToken } = body as Record<string, unknown>;
    return rows === null || Array.isArray(rows) || Boolean(nextToken);
  };
};

/** The link to the code, or at least its checksum. */
export const isCode: Fits = (body) => {
  const { url, checksum } = body as { url?: unknown; checksum?: unknown };
  return typeof url === 'string' || checksum !== undefined;
};
