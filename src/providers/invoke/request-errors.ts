import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type AxiosError, isAxiosError } from 'axios';
import { DeployError, messageOf, stopReason } from '../../core/errors.js';
import { fieldsOf } from './parse-responses.js';

export interface RequestAttempt {
  /** the end of "Invoke refused to …" */
  what: string;
  /** the server's base URL */
  url: string;
  key: string;
  /** our own deadline has passed */
  over: boolean;
}

const DEFAULT_LENGTH = 300;

/** What went wrong with a request, as a sentence. */
export async function toDeployError(error: unknown, attempt: RequestAttempt): Promise<DeployError> {
  if (error instanceof DeployError) return error;
  if (!isAxiosError(error))
    return new DeployError('network', plainText(messageOf(error), attempt.key), { cause: error });
  if (error.code === 'ERR_CANCELED') return stopReason(error.config?.signal as AbortSignal | undefined);
  if (error.response) return await refusalError(error, attempt);
  return noAnswerError(error, attempt);
}

async function refusalError({ response, code }: AxiosError, { what, url, key }: RequestAttempt): Promise<DeployError> {
  const status = response?.status ?? 0;
  if (status >= 200 && status < 300) {
    // It was said, and got lost on its way: as good as no answer.
    return new DeployError('network', `The answer of ${url} could not be read (${code ?? 'broken'}).`, { status });
  }
  if (status === 401) {
    return new DeployError('vendor', `Invoke at ${url} does not accept the API key (HTTP 401).`, {
      next: 'Look at `invoke-api-key` or INVOKE_API_KEY: is it whole, is it of this server, does it still exist?',
      status,
    });
  }
  const said = plainText(await bodyText(response?.data), key);
  return new DeployError('vendor', `Invoke refused to ${what}: ${said || 'it said nothing'} (HTTP ${status}).`, {
    next: adviceFor(status),
    status,
  });
}

function adviceFor(status: number): string | undefined {
  if (status >= 300 && status < 400)
    return 'Write the URL that it redirects to as `invoke.url`; the key is not sent on.';
  if (status === 403) return 'The key needs the rights of a developer or owner of the project.';
  if (status === 404) return 'Is `invoke.url` the admin API, and does the function still exist?';
  if (status === 413) return 'A proxy before the server takes no body of this size: raise its limit, or ship less.';
  if (status === 429) return 'The server is being asked too often; run it again later.';
  return undefined;
}

function noAnswerError({ code = 'no answer', message }: AxiosError, { what, url, over }: RequestAttempt): DeployError {
  if (over) {
    return new DeployError('timeout', `The time was up before ${url} answered the request to ${what}.`, {
      next: 'Run it again to go on from here, or give a longer `timeout`.',
    });
  }
  const detail = code.startsWith('ERR_BAD') ? message : code;
  return new DeployError('network', `No answer from ${url} to the request to ${what} (${detail}).`, {
    next: /CERT|SELF_SIGNED|UNABLE_TO/.test(code)
      ? 'The runner does not trust its certificate: name the CA’s file in NODE_EXTRA_CA_CERTS.'
      : 'Is `invoke.url` right, and can the runner reach it?',
    code,
  });
}

async function bodyText(data: unknown): Promise<string> {
  if (typeof data === 'string') return data;
  if (!isStream(data)) return '';
  let text = '';
  try {
    for await (const chunk of data) {
      text += String(chunk);
      if (text.length > 10_000) break;
    }
  } catch {
    // What came so far has to do.
  }
  return text;
}

const isStream = (data: unknown): data is Readable => data instanceof Readable;

/**
 * The server's own words from JSON, HTML or text: one line of at most `most` letters, without control characters, and
 * without the key. Of longer texts the beginning and the end are kept: a build says at its end what went wrong.
 */
export function plainText(text: string, key?: string, most = DEFAULT_LENGTH): string {
  const raw = stripVTControlCharacters(text);
  const said = messageIn(raw) ?? raw.replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
  const line = said
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const safe = key ? line.split(key).join('***') : line;
  if (safe.length <= most) return safe;
  const head = Math.floor(most / 3);
  return `${safe.slice(0, head)} … ${safe.slice(head + 3 - most)}`;
}

function messageIn(raw: string): string | undefined {
  try {
    const { message, error } = fieldsOf(JSON.parse(raw));
    if (typeof message === 'string') return message;
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
