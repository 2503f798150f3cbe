import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { pauseBeforeRepeat, RETRY_POLICY, type RetryPolicy } from '../../core/http/retry-policy.js';
import type { ProviderContext } from '../../core/provider.js';

/** No count of ours ends the repeats: the deadline does, and the SDK's own quota for a service that only fails. */
const NO_LIMIT = 10_000;

/** A repeat that would begin so shortly before the deadline (ms) is left out: the error that we have says more. */
const LAST_MS = 1_000;

/**
 * The SDK decides what may be repeated (only what is transient or throttled, honouring `retry-after`); how often and
 * after which pause is the one policy's.
 */
export const retryStrategy = ({ clock, deadline }: Pick<ProviderContext, 'clock' | 'deadline'>) =>
  new ConfiguredRetryStrategy(
    async () => (clock.now() + LAST_MS < deadline ? NO_LIMIT : 1),
    (attempt) => pauseBeforeRepeat(Math.max(1, attempt - 1)),
  );

/** For the SDK's `requestHandler`: how long a connection may take to be made, in ms. */
export const CONNECTION = { connectionTimeout: RETRY_POLICY.connectMs };

/** The same, and an end to an attempt in which no byte has moved for so long. Not for calls of a function. */
export const controlConnection = ({ silenceMs }: RetryPolicy = RETRY_POLICY) => ({
  ...CONNECTION,
  socketTimeout: silenceMs,
});
