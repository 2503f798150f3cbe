import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { DeployError } from '../../core/errors.js';
import { createHttpClient } from '../../core/http/client.js';
import { jsonBody } from '../../core/http/json-body.js';
import { type HttpAnswer, type Refusal, refusalError } from '../../core/http/refusal.js';
import type { HttpRequest, HttpService, ReplayableBody } from '../../core/http/types.js';
import type { ProviderContext } from '../../core/provider.js';

/** An answer in JSON, parsed. */
export type JsonResponse = Omit<HttpAnswer<unknown>, 'headers'>;

/** What an answer says; undefined: it is not about what was asked, and counts as damaged. */
export type Read<T> = (reply: JsonResponse) => T | undefined;

/** `what` is the end of a sentence: "Invoke refused to …". */
export interface AdminClient {
  /** of the server, without a slash at the end */
  url: string;
  /** Asked again when the server is busy, the connection breaks or the answer is damaged. */
  get<T>(what: string, path: string, query: Record<string, string>, read: Read<T>): Promise<T>;
  /**
   * Not sent again once it may have reached the server, for then it is not known whether it took effect; but for one
   * that is `safe`.
   */
  post<T>(what: string, path: string, json: object, options: { safe?: boolean; read: Read<T> }): Promise<T>;
  /** As `post`. Its answer's body is not read. */
  delete(what: string, path: string, query: Record<string, string>): Promise<void>;
  /** Sends a file as the form field `file`, streamed. As `post`. */
  upload<T>(what: string, path: string, file: UploadFile, read: Read<T>): Promise<T>;
  /** `work`: is tried a few times only */
  download(what: string, path: string, patience?: HttpRequest['patience']): Promise<Readable>;
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
  const http = createHttpClient(invokeService(url, key), context);
  const ask = async <T>(request: HttpRequest, read: Read<T>): Promise<T> => {
    let value: T | undefined;
    const fits = (body: unknown, status: number) => {
      value = read({ body, status });
      return value !== undefined;
    };
    await http.json({ ...request, fits });
    return value as T;
  };
  return {
    url,
    get: (what, path, query, read) => ask({ what, method: 'GET', path, query }, read),
    post: (what, path, json, { safe, read }) => ask({ what, method: 'POST', path, body: jsonBody(json), safe }, read),
    async delete(what, path, query) {
      await http.send({ what, method: 'DELETE', path, query });
    },
    upload: (what, path, file, read) => ask({ what, method: 'POST', path, body: formBody(file) }, read),
    download: (what, path, patience) => http.stream({ what, method: 'GET', path, patience }),
  };
}

const invokeService = (url: string, key: string): HttpService => ({
  name: 'Invoke',
  url,
  peer: url,
  describe: (what) => `the request to ${what}`,
  unreachable: 'Check `invoke.url`, and that the runner can reach it.',
  secret: key,
  sign: async () => ({ 'x-api-key': key }),
  refusalError: (refusal, { what }) => invokeError(refusal, what, url),
});

function invokeError(refusal: Refusal, what: string, url: string): DeployError {
  const { status } = refusal;
  if (status === 401) {
    return refusalError(refusal, {
      what: `Invoke at ${url} does not accept the API key`,
      next: 'Check `invoke-api-key` or INVOKE_API_KEY: it must be complete, of this server, and not deleted.',
    });
  }
  return refusalError(refusal, { what: `Invoke refused to ${what}`, next: adviceFor(status) });
}

function adviceFor(status: number): string | undefined {
  if (status < 400) return 'Write the URL that it redirects to as `invoke.url`; the key is not sent on.';
  if (status === 403) return 'The key needs the rights of a developer or owner of the project.';
  if (status === 404) return 'Check that `invoke.url` is the admin API, and that the function still exists.';
  if (status === 413)
    return 'A proxy before the server does not take a body of this size: raise its limit, or ship less.';
  if (status === 429) return 'The server receives too many requests; run it again later.';
  return undefined;
}

/** A form with one file in it, as a stream (RFC 7578). `filename` and `type` are our own words, so nothing is escaped. */
function formBody({ open, bytes, filename, type }: UploadFile): ReplayableBody {
  const boundary = `versioned-deploy-${randomUUID()}`;
  const disposition = `Content-Disposition: form-data; name="file"; filename="${filename}"`;
  const head = Buffer.from(`--${boundary}\r\n${disposition}\r\nContent-Type: ${type}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* parts() {
    yield head;
    yield* open();
    yield tail;
  }
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: head.length + bytes + tail.length,
    open: () => Readable.from(parts(), { objectMode: false }),
  };
}
