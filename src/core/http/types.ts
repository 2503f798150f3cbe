import type { Readable } from 'node:stream';
import type { DeployError } from '../errors.js';
import type { ProviderContext } from '../provider.js';
import type { HttpAnswer, Refusal } from './refusal.js';

/** A body that can be opened more than once: for its hash, and for each attempt. */
export interface ReplayableBody {
  /** content-type */
  type: string;
  bytes: number;
  /** hex; absent: nothing that is signed needs it */
  sha256?: string;
  open(): Readable | Buffer;
}

export interface HttpRequest {
  /** the vendor's name of the operation, or the end of "refused to": see HttpService */
  what: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** absolute, or behind the service's URL; its segments are encoded already */
  path: string;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  body?: ReplayableBody;
  /** doing it twice is the same as doing it once; default: GET */
  safe?: boolean;
  /**
   * `control` (default): an answer, or a byte of it, comes within the policy's `silenceMs`. `work`: the server may be
   * silent until the deadline, as while a function runs.
   */
  patience?: 'control' | 'work';
  /** of an answer in JSON with a good status: is it about what was asked? Anything else counts as damaged; default: it is an object, or a list */
  fits?(body: unknown, status: number): boolean;
  /** an answer with a status of 300 or more that is not a refusal of the vendor's */
  isAnswer?(answer: HttpAnswer): boolean;
}

/** The request of one attempt, as the signing hook sees it. */
export interface UnsignedRequest extends Pick<HttpRequest, 'what' | 'method' | 'body'> {
  url: URL;
  /** lower-case names */
  headers: Record<string, string>;
}

/** Who is at the other end, and how it is spoken of. */
export interface HttpService {
  /** "Function Compute": begins the lines of the log, and "No answer from …" unless there is a `peer` */
  name: string;
  /** the URL that relative paths stand behind, without a slash at its end */
  url: string;
  /** who did not answer; default: `name` */
  peer?: string;
  /** how a request is named after "No answer to"; default: as it is */
  describe?(what: string): string;
  /** what to do when nobody answers */
  unreachable: string;
  /** the host was made of a region that we do not know: the error when its name has no address, which is soon believed */
  unknownHost?(host: string): DeployError;
  /** cut out of everything that is repeated */
  secret?: string;
  /** Headers that authenticate the request. Called for each attempt: a nonce is good for one. */
  sign(request: UnsignedRequest): Promise<Record<string, string>>;
  /** The refusal as an error. */
  refusalError(refusal: Refusal, request: HttpRequest): DeployError;
}

export type HttpContext = Pick<ProviderContext, 'clock' | 'log' | 'deadline' | 'signal'>;

/**
 * Every method throws what `refusalError` makes of a refusal; `network` where no readable answer came, `timeout` at
 * the deadline, and `interrupted`. No error holds the secret.
 */
export interface HttpClient {
  /** Any status below 300, and what the request counts as an answer. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** The same for JSON. A damaged answer is asked for again where the request is safe, and is `network` otherwise. */
  json<T = unknown>(request: HttpRequest): Promise<HttpAnswer<T>>;
  /** The answer's body as a stream, which ends at the deadline. */
  stream(request: HttpRequest): Promise<Readable>;
  /** requests so far, repeated ones counted once */
  sent(): number;
}
