import { DeployError } from '../../core/errors.js';
import { type HttpAnswer, type Refusal, readRefusal, refusalError } from '../../core/http/refusal.js';

/** Did the function answer, or something on the way to it? What the vendor refuses has a code in its body. */
export function isFunctionAnswer(answer: HttpAnswer): boolean {
  if (answer.status === 429 || isGatewaysPage(answer)) return false;
  return answer.headers['x-fc-error-type'] !== undefined || readRefusal(answer).code === undefined;
}

/**
 * The page of something on the way to the function, which knows nothing of it. A web server inside a function may answer
 * a page too, with a 500 of its own: that comes through Function Compute, which numbers its requests
 * (https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-invokefunction).
 */
function isGatewaysPage({ status, headers, body }: HttpAnswer): boolean {
  if (status < 500 || headers['x-fc-error-type'] !== undefined) return false;
  const page = /^text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)\b/i.test(String(body));
  return page && (status >= 502 || headers['x-fc-request-id'] === undefined);
}

const PERMISSIONS = /^AccessDenied|^NoPermission|^Forbidden/;

/** What to do about it, where that is known. */
const ADVICE: [RegExp, (action: string) => string][] = [
  [PERMISSIONS, (action) => `Allow fc:${action} in the RAM policy of the key or role.`],
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
    () => 'Check `function`, `region` and the account of these keys. Functions are not created here.',
  ],
  [/^VersionNotFound/, () => 'Run `list` to see the versions that exist.'],
  [
    /^ConcurrentUpdateError|^PreconditionFailed/,
    () => 'Someone else is changing the same thing right now. Run it again.',
  ],
  [/^EntityTooLarge/, () => 'Name a `bucket` of OSS in the same region, which takes larger packages.'],
  [/Throttled|Throttling|ResourceExhausted/, () => 'Too many requests at once; try again in a minute.'],
];

const CONFLICTS = /^(ConcurrentUpdateError|PreconditionFailed)/;

/** The refusal as an error of ours. `action` is the vendor's name of the operation. */
export function toDeployError(action: string, refusal: Refusal): DeployError {
  const { status, code = '' } = refusal;
  const next = ADVICE.find(([pattern]) => pattern.test(code))?.[1](action) ?? adviceByStatus(status);
  const kind = status === 412 || CONFLICTS.test(code) ? 'conflict' : 'vendor';
  const page = PERMISSIONS.test(code) ? 'docs/permissions-alibaba.md#by-operation' : undefined;
  return refusalError(refusal, { what: `Function Compute refused ${action}`, kind, next, page });
}

function adviceByStatus(status: number): string | undefined {
  if (status >= 500) return 'Run it again; if it happens again, look at https://status.alibabacloud.com';
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
