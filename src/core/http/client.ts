import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import axiosRetry, { type IAxiosRetryConfig } from 'axios-retry';
import { isUnresolved, UNKNOWN_HOST_ATTEMPTS } from '../unknown-region.js';
import { type AttemptOptions, attempt } from './attempt.js';
import { MAX_ANSWER_BYTES, USER_AGENT } from './constants.js';
import { nextPause } from './next-pause.js';
import { proxyFor } from './proxy.js';
import type { HttpAnswer } from './refusal.js';
import { answerOf, failedAttempt, toDeployError } from './request-errors.js';
import { RETRY_POLICY, wordsOfCode } from './retry-policy.js';
import { repeatLog } from './say-repeats.js';
import type { HttpClient, HttpContext, HttpRequest, HttpService } from './types.js';
import { requestUrl } from './url.js';

/**
 * The one HTTP client of the providers: axios, repeated by axios-retry under the one policy, as long as the run's
 * deadline allows. Redirects are not followed: a key goes to the host that was named, and to no other.
 */
export function createHttpClient(service: HttpService, context: HttpContext, policy = RETRY_POLICY): HttpClient {
  const client = createAxios();
  let count = 0;
  const perform = async <T>(request: HttpRequest, form: AttemptOptions['form']): Promise<HttpAnswer<T>> => {
    count++;
    const options = { service, context, request, form, policy };
    try {
      return answerOf<T>(await client.request(configOf(options)));
    } catch (error) {
      const answer = asAnswer(request, error);
      if (!answer) throw await toDeployError(error, options);
      return answer as HttpAnswer<T>;
    }
  };
  return {
    send: (request) => perform<Buffer>(request, 'bytes'),
    async json<T>(request: HttpRequest) {
      const answer = await perform<Buffer>(request, 'json');
      return { ...answer, body: JSON.parse(answer.body.toString()) as T };
    },
    stream: async (request) => (await perform<Readable>(request, 'stream')).body,
    sent: () => count,
  };
}

/** A refusal by its status that the request counts as an answer. */
function asAnswer({ isAnswer }: HttpRequest, error: unknown): HttpAnswer | undefined {
  const response = isAxiosError<unknown>(error) ? error.response : undefined;
  if (!isAnswer || !response || !Buffer.isBuffer(response.data)) return undefined;
  const answer = { ...answerOf(response), body: response.data };
  return isAnswer(answer) ? answer : undefined;
}

function createAxios(): AxiosInstance {
  const asItIs = (data: unknown) => data;
  const client = axios.create({
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    maxRedirects: 0,
    maxBodyLength: Number.POSITIVE_INFINITY,
    // The request goes out as it was signed, the answer comes back as it was sent.
    transformRequest: asItIs,
    transformResponse: asItIs,
    transitional: { clarifyTimeoutError: true },
  });
  axiosRetry(client);
  return client;
}

function configOf(options: AttemptOptions) {
  const { service, request, form } = options;
  const url = requestUrl(service.url, request);
  const { body } = request;
  return {
    method: request.method,
    url,
    headers: {
      accept: 'application/json',
      'user-agent': USER_AGENT,
      ...(body && { 'content-type': body.type, 'content-length': String(body.bytes) }),
      ...request.headers,
    },
    responseType: form === 'stream' ? ('stream' as const) : ('arraybuffer' as const),
    maxContentLength: form === 'stream' ? -1 : MAX_ANSWER_BYTES,
    adapter: (config: Parameters<typeof attempt>[0]) => attempt(config, options),
    'axios-retry': retriesOf(options),
    ...proxyFor(new URL(url)),
  };
}

/** Axios-retry's options for one request. It sleeps by our clock in `onRetry`, so its own delay is none. */
function retriesOf({ service, context, request }: AttemptOptions): IAxiosRetryConfig {
  const { clock, deadline, signal } = context;
  const say = repeatLog(context, service.name);
  const safe = request.safe ?? request.method === 'GET';
  let pause = 0;
  let failures = 0;
  return {
    retries: Number.POSITIVE_INFINITY,
    shouldResetTimeout: true,
    retryDelay: () => 0,
    retryCondition(error) {
      failures++;
      if (signal?.aborted) return false;
      const misspelt = service.unknownHost !== undefined && isUnresolved(error.code);
      if (misspelt && failures >= UNKNOWN_HOST_ATTEMPTS) return false;
      if (asAnswer(request, error)) return false;
      const next = nextPause(failedAttempt(error), {
        count: failures,
        safe,
        patience: request.patience,
        clock,
        deadline,
      });
      pause = next ?? 0;
      return next !== undefined;
    },
    async onRetry(_count, { response, code }) {
      if (response?.data instanceof Readable) response.data.destroy();
      if (!(service.unknownHost && isUnresolved(code)))
        say(response && response.status >= 300 ? `HTTP ${response.status}` : wordsOfCode(code));
      await clock.sleep(pause, signal);
    },
  };
}
