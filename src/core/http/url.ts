import type { HttpRequest } from './types.js';

/** RFC 3986: encodeURIComponent leaves !'()* alone, which a canonical query does not. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** The absolute URL of a request, its query in the order in which it was given. */
export function requestUrl(base: string, { path, query = {} }: Pick<HttpRequest, 'path' | 'query'>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = pairs.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join('&');
  return `${path.startsWith('/') ? base : ''}${path}${search === '' ? '' : `?${search}`}`;
}
