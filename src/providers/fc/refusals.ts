import { DeployError } from '../../core/errors.js';

/** What the vendor's own words for a refusal are. */
export interface Refusal {
  status: number;
  code?: string;
  message: string;
  requestId?: string;
}

type ErrorBody = Record<string, unknown>;

/**
 * Both shapes of an error body: 3.0 says Code and Message, 2.0 ErrorCode and ErrorMessage, older documents the same
 * in lower case. What is no JSON (a proxy's page) is quoted without its tags.
 */
export function readRefusal(status: number, headers: Record<string, string>, body: Buffer): Refusal {
  const words = parse(body);
  const requestId = text(words?.RequestId ?? words?.requestId) ?? headers['x-fc-request-id'];
  if (!words) return { status, message: quote(body), requestId };
  const code = text(words.Code ?? words.ErrorCode ?? words.code ?? words.errorCode);
  const message = text(words.Message ?? words.ErrorMessage ?? words.message ?? words.errorMessage) ?? quote(body);
  return { status, code: code?.slice(0, 80), message: plain(message).slice(0, 500), requestId };
}

/** Did the function answer, or something on the way to it? What the vendor refuses has a code in its body. */
export function isFunctionAnswer({
  status,
  headers,
  body,
}: {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}) {
  if (status === 429) return false;
  return headers['x-fc-error-type'] !== undefined || readRefusal(status, headers, body).code === undefined;
}

function parse(body: Buffer): ErrorBody | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ErrorBody) : undefined;
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const plain = (words: string): string => words.replace(/\p{Cc}+/gu, ' ').trim();

function quote(body: Buffer): string {
  const words = plain(body.toString('utf8', 0, 2000).replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' '));
  const short = words.replace(/\s+/g, ' ').slice(0, 200);
  return short === '' ? 'an empty answer' : `an answer that is not JSON: "${short}"`;
}

/** What to do about it, where that is known. */
const ADVICE: [RegExp, (action: string) => string][] = [
  [/^AccessDenied|^NoPermission|^Forbidden/, (action) => `Allow fc:${action} in the RAM policy of the key or role.`],
  [
    /^SignatureNotMatch|^SignatureDoesNotMatch/,
    () => 'Check the access key’s secret, and that nothing between changes requests.',
  ],
  [
    /^InvalidAccessKey|^InvalidSecurityToken|SecurityToken/,
    () => 'Check the access key; temporary keys end after an hour or less.',
  ],
  [
    /^(Function|Service)NotFound/,
    () => 'Check the name and the region. It is not created here; create it once, then deploy.',
  ],
  [/^VersionNotFound/, () => 'Run `list` to see the versions that exist.'],
  [/^ConcurrentUpdateError|^PreconditionFailed/, () => 'Someone else changes the same thing right now. Run it again.'],
  [/^EntityTooLarge/, () => 'Name a `bucket` of OSS in the same region, which takes larger packages.'],
  [/Throttled|Throttling|ResourceExhausted/, () => 'Too many requests at once; try again in a minute.'],
];

const CONFLICTS = /^(ConcurrentUpdateError|PreconditionFailed)/;

/** The refusal as an error of ours. `action` is the vendor's name of the operation. */
export function refusalError(action: string, refusal: Refusal, write: boolean): DeployError {
  const { status, code, message, requestId } = refusal;
  const facts = [`${status}${code ? ` ${code}` : ''}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  // After a 5xx of a write nobody knows whether it took effect.
  const kind =
    status === 412 || CONFLICTS.test(code ?? '') ? 'conflict' : status >= 500 && write ? 'network' : 'vendor';
  const next = ADVICE.find(([pattern]) => pattern.test(code ?? ''))?.[1](action) ?? adviceByStatus(status);
  return new DeployError(kind, `Function Compute refused ${action}: ${message} (${facts}).`, { status, code, next });
}

function adviceByStatus(status: number): string | undefined {
  if (status >= 500) return 'Run it again; if it stays, look at https://status.alibabacloud.com';
  return status === 404 ? 'Check `endpoint` and `region`.' : undefined;
}

/** The answer to a publish that would change nothing. Matched by text too: its status and code are not documented. */
export const isNothingToPublish = (error: unknown): boolean =>
  error instanceof DeployError && /No changes were made since last publish/i.test(error.message);

/** The answer to an alias update that would change nothing. */
export const isNothingToPoint = (error: unknown): boolean =>
  error instanceof DeployError && /without any change/i.test(error.message);

export const isNotFound = (error: unknown, code: string): boolean =>
  error instanceof DeployError && error.status === 404 && error.code === code;
