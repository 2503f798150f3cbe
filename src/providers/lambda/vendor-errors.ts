import { DeployError } from '../../core/errors.js';
import { capabilities } from './capabilities.js';

/** What the SDK puts on what it throws. */
interface SdkError {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number };
}

/**
 * What to allow: the action that AWS names ("… is not authorized to perform: lambda:UpdateAlias on resource …"), or the
 * one that was asked for. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function permissionAdvice(said: string, asked: string | undefined): string {
  const action = /not authorized to perform:? ([a-z0-9-]+:\w+)/.exec(said)?.[1] ?? asked;
  if (action === undefined) return 'Allow it in the policy of this job’s role.';
  const denied = /explicit deny/.test(said);
  return denied
    ? `A policy denies ${action} explicitly: take that statement away, since an Allow does not outweigh it.`
    : `Allow ${action} in the policy of this job’s role.`;
}

const isPermission = (name: string, status: number): boolean =>
  /^AccessDenied(Exception)?$/.test(name) || (status === 403 && NEXT[name] === undefined);

const PERMISSIONS_PAGE = 'docs/permissions.md#by-operation';

/** What to do now, by the vendor's code. */
const NEXT: Record<string, string> = {
  ExpiredTokenException: 'The credentials have run out: run the job again, or ask for a longer session.',
  ExpiredToken: 'The credentials have run out: run the job again, or ask for a longer session.',
  UnrecognizedClientException: `Check the credentials (${capabilities.credentials}).`,
  InvalidSignatureException: 'Check the secret key and the clock of this machine.',
  SignatureDoesNotMatch: 'Check the secret key and the clock of this machine.',
  TooManyRequestsException: 'AWS throttles this account: run it again a little later.',
  ResourceNotFoundException: 'Check the function’s name, the `region` and the account of these credentials.',
  CodeStorageExceededException: 'Delete old versions, for instance with `operation: cleanup`.',
  RequestEntityTooLargeException: 'Give a `bucket`, so that the package goes through S3.',
  NoSuchBucket: 'Create the bucket, in the same region as the function, or give another `bucket`.',
  PermanentRedirect: 'The bucket must be in the same region as the function.',
};

const NETWORK =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|UND_ERR|CERT|ERR_TLS|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/;

/**
 * Turns whatever the SDK threw into one of our sentences. `service` is the name people know: "AWS Lambda"; `action`
 * what its policies call the request.
 */
export function toDeployError(error: unknown, service = capabilities.title, action?: string): DeployError {
  if (error instanceof DeployError) return error;
  const { name = '', message, $metadata, $response } = (error ?? {}) as SdkError;
  const text = plainMessage(message ?? String(error));
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    return new DeployError('input', `No credentials for ${service} were found.`, {
      next: `They come from ${capabilities.credentials}.`,
      cause: error,
    });
  }
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status !== undefined) return vendorError({ error, service, status, name, text, action });
  // The SDK wraps some errors, and keeps the code only in the words.
  const code = (error as SdkError)?.code ?? /\bE[A-Z]{4,}\b/.exec(text)?.[0] ?? '';
  if (name === 'TimeoutError' || NETWORK.test(code)) {
    return new DeployError('network', `No answer from ${service}: ${text || code || name}.`, {
      code,
      next: 'Check the network and `endpoint`, then run it again: it goes on from where it was.',
      cause: error,
    });
  }
  return new DeployError('vendor', `${service} could not be asked: ${text}`, { cause: error });
}

function vendorError(said: {
  error: unknown;
  service: string;
  status: number;
  name: string;
  text: string;
  action?: string;
}): DeployError {
  const { error, service, status, name, text, action } = said;
  // A proxy's HTML page has a status, and a parser's complaint in place of a message.
  const readable = name !== 'SyntaxError';
  const code = readable ? name : undefined;
  const words = readable ? ` ${name}: ${text}` : ' something that is not its usual answer';
  const what = `${service} answered ${status}${words}`;
  if (isPermission(name, status)) {
    const next = permissionAdvice(text, action);
    return new DeployError('vendor', what, { status, code, next, page: PERMISSIONS_PAGE, cause: error });
  }
  return new DeployError('vendor', what, { status, code, next: NEXT[name], cause: error });
}

/** One line of at most 600 characters, without control characters: the text comes from outside. */
export function plainMessage(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > 600 ? `${line.slice(0, 599)}…` : line;
}

/** Is this AWS's refusal of that name? */
export function isCode(error: unknown, ...codes: string[]): error is DeployError {
  return error instanceof DeployError && error.code !== undefined && codes.includes(error.code);
}

/** The vendor's own words in an error of ours. */
export const isStatus = (error: unknown, status: number): error is DeployError =>
  error instanceof DeployError && error.status === status;
