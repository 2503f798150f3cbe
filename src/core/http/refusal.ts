import { DeployError, type ErrorKind } from '../errors.js';
import { readableText } from './readable-text.js';

/** A status of 300 or more, in the server's own words. */
export interface Refusal {
  status: number;
  /** the vendor's error code */
  code?: string;
  /** one readable line; what is not JSON or XML stands in quotation marks */
  message: string;
  requestId?: string;
}

export interface HttpAnswer<T = Buffer> {
  status: number;
  /** lower-case names */
  headers: Record<string, string>;
  body: T;
}

type Fields = Record<string, unknown>;

const MAX_CODE_LENGTH = 80;

/**
 * Reads a refusal whatever its shape: JSON (`Code` and `Message`, `ErrorCode` and `ErrorMessage`, the same in lower
 * case, or `error`), the XML of object stores, or the page of a proxy. `secret` is cut out of what is repeated.
 */
export function readRefusal({ status, headers, body }: HttpAnswer, secret?: string): Refusal {
  const raw = body.toString('utf8', 0, 10_000);
  const fields = parseObject(body) ?? parseXml(raw);
  const requestId = text(fields?.RequestId) ?? text(fields?.requestId) ?? headers['x-fc-request-id'];
  const code = firstText(fields, ['Code', 'ErrorCode', 'code', 'errorCode'])?.slice(0, MAX_CODE_LENGTH);
  const said = firstText(fields, ['Message', 'ErrorMessage', 'message', 'errorMessage', 'error']);
  const message = said === undefined ? quoted(raw, secret) : readableText(said, { secret });
  return { status, code, message, requestId };
}

function quoted(raw: string, secret: string | undefined): string {
  const words = readableText(raw, { secret });
  return words === '' ? 'it gave no reason' : `"${words}"`;
}

function parseObject(body: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** `<Error><Code>…</Code><Message>…</Message></Error>` */
function parseXml(raw: string): Fields | undefined {
  if (!/^\s*(<\?xml[^>]*>\s*)?<Error>/.test(raw)) return undefined;
  const [, Code] = /<Code>([\w.]+)<\/Code>/.exec(raw) ?? [];
  const [, Message] = /<Message>([^<]+)<\/Message>/.exec(raw) ?? [];
  return Code === undefined ? undefined : { Code, Message };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function firstText(fields: Fields = {}, names: string[]): string | undefined {
  for (const name of names) {
    const value = text(fields[name]);
    if (value !== undefined) return value;
  }
  return undefined;
}

export interface RefusalWords {
  /** what was refused, with its subject: "Invoke refused to list the versions" */
  what: string;
  /** default: `vendor` */
  kind?: ErrorKind;
  /** what to do now */
  next?: string;
  /** see DeployError */
  page?: string;
}

/** The refusal as an error: "Invoke refused to list the versions: no (HTTP 403 AccessDenied, request 7)." */
export function refusalError(refusal: Refusal, { what, kind = 'vendor', next, page }: RefusalWords): DeployError {
  const { status, code, message, requestId } = refusal;
  const facts = [`HTTP ${status}${code ? ` ${code}` : ''}`, requestId && `request ${requestId}`].filter(Boolean);
  return new DeployError(kind, `${what}: ${message} (${facts.join(', ')}).`, { status, code, next, page });
}
