import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import axiosRetry, { exponentialDelay, isNetworkError, retryAfter } from 'axios-retry';
import FormData from 'form-data';
import type { ProviderContext } from '../../core/provider.js';
import { toDeployError } from './request-errors.js';

/** A read that takes longer has no server behind it. */
const READ_MS = 30_000;
/** What is begun just before the deadline may end: its answer says more than a broken request. */
const LEAST_MS = 1000;
/** The longest that a timer can be set for, in ms: what is longer would fire at once. */
const LONGEST_MS = 0x7fffffff;
const RETRIES = 3;
const MAX_ANSWER = 64 * 1024 * 1024;

export interface JsonResponse {
  status: number;
  /** parsed JSON, or the text when it is none */
  body: unknown;
}

/** `what` is the end of a sentence: "Invoke refused to …". */
export interface AdminClient {
  /** Safe to repeat, so it is repeated when the server is busy or the connection breaks. */
  get(what: string, path: string, query?: Record<string, string>): Promise<JsonResponse>;
  /** Sent once: after a broken connection it is not known whether it took effect. */
  post(what: string, path: string, json: object): Promise<JsonResponse>;
  delete(what: string, path: string, query: Record<string, string>): Promise<JsonResponse>;
  /** Sends a file as the form field `file`, streamed. Sent once. */
  upload(what: string, path: string, file: UploadFile): Promise<JsonResponse>;
  download(what: string, path: string): Promise<Readable>;
}

export interface UploadFile {
  open(): Readable;
  bytes: number;
  filename: string;
  type: string;
}

export interface AdminClientOptions {
  /** no slash at the end */
  url: string;
  key: string;
  context: ProviderContext;
}

/** The admin API. Throws `vendor`, `network`, `timeout` or `interrupted`; no error holds the key. */
export function createAdminClient({ url, key, context }: AdminClientOptions): AdminClient {
  const client = createClient(url, key, context);
  const left = () => Math.min(LONGEST_MS, Math.max(LEAST_MS, context.deadline - context.clock.now()));
  const send = async (what: string, config: AxiosRequestConfig) => {
    try {
      return await client.request({ timeout: Math.min(READ_MS, left()), signal: context.signal, ...config });
    } catch (error) {
      throw await toDeployError(error, { what, url, key, over: context.clock.now() >= context.deadline });
    }
  };
  const ask = async (what: string, config: AxiosRequestConfig): Promise<JsonResponse> => {
    const { status, data } = await send(what, config);
    return { status, body: parsed(data) };
  };
  return {
    get: (what, path, query) => ask(what, { url: path, params: query }),
    post: (what, path, json) => ask(what, { method: 'POST', url: path, data: json }),
    delete: (what, path, query) => ask(what, { method: 'DELETE', url: path, params: query }),
    upload(what, path, file) {
      const form = new FormData();
      form.append('file', file.open(), { filename: file.filename, contentType: file.type, knownLength: file.bytes });
      const headers = { ...form.getHeaders(), 'content-length': String(form.getLengthSync()) };
      return ask(what, { method: 'POST', url: path, data: form, headers, timeout: left() });
    },
    async download(what, path) {
      const { data } = await send(what, { url: path, responseType: 'stream', timeout: left(), maxContentLength: -1 });
      return data;
    },
  };
}

function createClient(baseURL: string, key: string, context: ProviderContext): AxiosInstance {
  const client = axios.create({
    baseURL,
    headers: { 'x-api-key': key, accept: 'application/json', 'user-agent': 'versioned-deploy' },
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    // The key goes to the host that was named, and to no other; and a body that may be sent again is held in memory.
    maxRedirects: 0,
    maxBodyLength: Number.POSITIVE_INFINITY,
    maxContentLength: MAX_ANSWER,
    responseType: 'text',
    transitional: { forcedJSONParsing: false, clarifyTimeoutError: true },
  });
  axiosRetry(client, {
    retries: RETRIES,
    shouldResetTimeout: true,
    retryDelay: (count, error) => exponentialDelay(count, error, 100),
    retryCondition: (error) => worthAnother(error, context),
    onRetry: (count, error) => {
      const why = error.response ? `HTTP ${error.response.status}` : (error.code ?? 'no answer');
      context.log.info(`Invoke is not ready (${why}); trying again (${count} of ${RETRIES}).`);
    },
  });
  return client;
}

/** Only what changes nothing is repeated, and only as long as there is time for it. */
function worthAnother(error: AxiosError, { clock, deadline, signal }: ProviderContext): boolean {
  if (signal?.aborted || error.config?.method?.toLowerCase() !== 'get') return false;
  if (clock.now() + retryAfter(error) >= deadline) return false;
  const status = error.response?.status ?? 0;
  // An answer that breaks off has a good status, and no end.
  const cut = status >= 200 && status < 300;
  return isNetworkError(error) || error.code === 'ECONNABORTED' || cut || status === 429 || status >= 500;
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
