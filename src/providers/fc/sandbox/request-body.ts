import { invalid } from './refusal.js';
import type { FcCall, Json } from './types.js';

/** The JSON body; throws what the vendor says to anything else. */
export function bodyOf({ request }: FcCall): Json {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw invalid(`content-type is ${request.headers['content-type']}, not application/json`);
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString());
  } catch {
    throw invalid('the request body is not valid JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw invalid('the request body is not a JSON object');
}

/** A member that must be text where it is there; null counts as absent. */
export function textOf(body: Json, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalid(`${name} should be a string, not a ${typeof value}`);
}

export function requiredText(body: Json, name: string): string {
  const value = textOf(body, name);
  if (value) return value;
  throw invalid(`${name} is required`);
}

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export function checkName(what: string, name: string, longest: number): string {
  if (NAME.test(name) && name.length <= longest) return name;
  throw invalid(`${what} '${name}' is invalid, it should match ${NAME.source} and have at most ${longest} characters`);
}

export function descriptionOf(body: Json): string | undefined {
  const text = textOf(body, 'description');
  if (text === undefined || text.length <= 256) return text;
  throw invalid('description is too long, it should have at most 256 characters');
}
