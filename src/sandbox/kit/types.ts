import type { Clock } from '../../core/clock.js';

/** One request as it came over the wire. */
export interface SandboxRequest {
  method: string;
  /** path and query exactly as sent (a signature is computed over it) */
  rawUrl: string;
  url: URL;
  /** lower-case names */
  headers: Record<string, string>;
  body: Buffer;
}

/** `body` as an object is sent as JSON. */
export interface SandboxAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | object;
}

export interface SandboxContext {
  clock: Clock;
  /** "http://127.0.0.1:PORT", for links in answers */
  origin: () => string;
  /** an empty folder of this sandbox's own, removed at close */
  dir: string;
  /** the vendor's waiting times are multiplied by this; 1 is real time */
  scale: number;
  /** the key that this sandbox alone takes; absent: the well-known one of its vendor's sandbox */
  secret?: string;
}

/** One vendor's API, well enough to be fooled by nobody. All sandboxes share one port, told apart by path. */
export interface Sandbox {
  name: string;
  /** is this request for us? */
  claims(request: SandboxRequest): boolean;
  handle(request: SandboxRequest): Promise<SandboxAnswer>;
  /** is this a domain that was made here, which a request may name as its host? */
  serves?(host: string): boolean;
  /** what the tests may look at: plain JSON, secrets included */
  state(): unknown;
  /** Switches of this vendor's peculiarities ("buildFails": true); throws on an unknown one. */
  set(settings: Record<string, unknown>): void;
  close(): Promise<void>;
}

export type CreateSandbox = (context: SandboxContext) => Sandbox;

/** A disturbance of any matching request, whatever the vendor. */
export interface Fault {
  method?: string;
  /** regular expression on path and query */
  path?: string;
  /** how many matching requests to leave alone first; default 0 */
  skip?: number;
  /** how many to disturb then; default 1 */
  times?: number;
  /**
   * answer: reply with `answer` instead of handling; drop: close the connection unhandled; lose: handle it, then
   * close the connection without an answer (an ambiguous write); delay: handle it after `ms`
   */
  kind: 'answer' | 'drop' | 'lose' | 'delay';
  answer?: SandboxAnswer;
  ms?: number;
}

/** A line of the request log. */
export interface LoggedRequest {
  method: string;
  /** path and query */
  path: string;
  status: number;
  requestBytes: number;
  /** ms since the sandbox started */
  at: number;
  headers: Record<string, string>;
  /** the first 4 KB of a JSON request body */
  json?: unknown;
}
