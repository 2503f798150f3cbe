import { invalidArgument } from './refusals.js';
import type { FcCall, Json } from './types.js';

/** The JSON body; throws what the vendor says to anything else. */
export function readJsonBody({ request }: FcCall): Json {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw invalidArgument(`content-type is ${request.headers['content-type']}, not application/json`);
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString());
  } catch {
    throw invalidArgument('the request body is not valid JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw invalidArgument('the request body is not a JSON object');
}

/** A member that must be text where it is there; null counts as absent. */
export function optionalText(body: Json, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalidArgument(`${name} should be a string, not a ${typeof value}`);
}

export function requiredText(body: Json, name: string): string {
  const value = optionalText(body, name);
  if (value) return value;
  throw invalidArgument(`${name} is required`);
}

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export function requireValidName(what: string, name: string, longest: number): string {
  if (NAME.test(name) && name.length <= longest) return name;
  throw invalidArgument(
    `${what} '${name}' is invalid, it should match ${NAME.source} and have at most ${longest} characters`,
  );
}

export function optionalDescription(body: Json): string | undefined {
  const text = optionalText(body, 'description');
  if (text === undefined || text.length <= 256) return text;
  throw invalidArgument('description is too long, it should have at most 256 characters');
}
