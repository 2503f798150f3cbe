import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { pauseInTime } from '../../core/http/next-pause.js';
import { ProxyAgent } from '../../core/http/proxy-agent.js';
import { isDoubtful, RETRY_POLICY, type RetryPolicy, wasUnsent } from '../../core/http/retry-policy.js';
import { repeatLog } from '../../core/http/say-repeats.js';
import type { ProviderContext } from '../../core/provider.js';
import { isUnresolved, UNKNOWN_HOST_ATTEMPTS } from '../../core/unknown-region.js';
import { capabilities } from './capabilities.js';

/** The SDK's own number. */
const MAX_SOCKETS = 50;

export interface RetryOptions {
  /** the name that people know */
  service?: string;
  /** `work`: a function is called, which may do something twice, and is tried a few times only */
  patience?: 'control' | 'work';
  policy?: RetryPolicy;
  /** the host was made of a region that we do not know: when its name has no address, that is soon believed */
  unknownHost?: boolean;
}

/**
 * For the SDK's `retryStrategy`. The SDK tells what is transient or throttled; how often and after which pause is the
 * one policy's (docs/adr/0009-transport.md): as long as the deadline allows. The SDK's own strategy stops after some 35
 * repeats, when its quota of 500 is used up, and waits no longer than 5 s beyond its back-off, whatever AWS asks for.
 */
export function retryStrategy(
  context: Pick<ProviderContext, 'clock' | 'deadline' | 'log'>,
  { service = capabilities.title, patience = 'control', policy = RETRY_POLICY, unknownHost = false }: RetryOptions = {},
): RetryStrategyV2 {
  const say = repeatLog(context, service);
  return {
    acquireInitialRetryToken: async () => retryToken(0, 0),
    async refreshRetryTokenForRetry(last, failure) {
      const count = last.getRetryCount() + 1;
      const { code, reason, damaged, cut } = factsOf(failure);
      const misspelt = unknownHost && isUnresolved(code);
      if (misspelt && count >= UNKNOWN_HOST_ATTEMPTS) throw noFurtherAttempt();
      const doubtful = patience === 'work' || (damaged && !cut) || isDoubtful(code);
      const pause = mayRepeat(failure, patience)
        ? pauseInTime({ count, doubtful, askedMs: askedMs(failure) }, context, policy)
        : undefined;
      // The SDK throws the error of the attempt instead.
      if (pause === undefined) throw noFurtherAttempt();
      if (!misspelt) say(reason);
      return retryToken(count, pause);
    },
    recordSuccess: () => undefined,
  };
}

const noFurtherAttempt = () => new Error('There is no further attempt.');

/** What is read or written may be repeated after all that passes; a call only where the function did not run. */
function mayRepeat(failure: RetryErrorInfo, patience: RetryOptions['patience']): boolean {
  const { errorType } = failure;
  if (errorType === 'THROTTLING') return true;
  const { code, damaged } = factsOf(failure);
  return (errorType === 'TRANSIENT' || damaged) && (patience === 'control' || wasUnsent(code));
}

/** The SDK gives a moment of the machine's clock. */
const askedMs = ({ retryAfterHint }: RetryErrorInfo): number | undefined =>
  retryAfterHint && retryAfterHint.getTime() - Date.now();

interface FailureFacts {
  /** Node's */
  code?: string;
  /** for the log */
  reason: string;
  /** a good status, and an answer that the SDK cannot read: somebody else's, or cut on its way */
  damaged: boolean;
  /** it was cut: asking again is sure to help one day */
  cut: boolean;
}

function factsOf({ error }: RetryErrorInfo): FailureFacts {
  const { code, name, $metadata, $response, message } = (error ?? {}) as {
    code?: string;
    name?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
    message?: string;
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const damaged = name === 'SyntaxError' && status !== undefined && status < 300;
  // The SDK keeps no text. Node says of what is no JSON at all that it begins with an unexpected token.
  const cut = damaged && !/^Unexpected token/.test(message ?? '');
  if (damaged) return { code, damaged, cut, reason: cut ? 'the answer broke off' : 'not its usual JSON' };
  return { code, damaged, cut, reason: status === undefined ? (code ?? name ?? 'no answer') : `HTTP ${status}` };
}

const retryToken = (count: number, pause: number): RetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => pause,
});

/** For the SDK's `requestHandler`: through the runner's proxy, and how long a connection may take to be made, in ms. */
export const connection = () => ({
  connectionTimeout: RETRY_POLICY.connectMs,
  httpsAgent: new ProxyAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
});

/** The same, and an end to an attempt in which no byte has moved for so long. Not for calls of a function. */
export const controlConnection = ({ silenceMs }: RetryPolicy = RETRY_POLICY) => ({
  ...connection(),
  socketTimeout: silenceMs,
});
