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

const PERMISSION = 'Give the role of this job the actions listed in docs/permissions.md.';

/** What to do now, by the vendor's code. */
const NEXT: Record<string, string> = {
  AccessDeniedException: PERMISSION,
  AccessDenied: PERMISSION,
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

/** Turns whatever the SDK threw into one of our sentences. `service` is the name people know: "AWS Lambda". */
export function toDeployError(error: unknown, service = capabilities.title): DeployError {
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
  if (status !== undefined) return vendorError({ error, service, status, name, text });
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
}): DeployError {
  const { error, service, status, name, text } = said;
  // A proxy's HTML page has a status, and a parser's complaint in place of a message.
  const readable = name !== 'SyntaxError';
  const code = readable ? name : undefined;
  const words = readable ? ` ${name}: ${text}` : ' something that is not its usual JSON';
  const next = NEXT[name] ?? (status === 403 ? PERMISSION : undefined);
  return new DeployError('vendor', `${service} answered ${status}${words}`, { status, code, next, cause: error });
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
