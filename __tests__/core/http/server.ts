import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import { createHttpClient } from '../../../src/core/http/client.js';
import { refusalError } from '../../../src/core/http/refusal.js';
import { RETRY_POLICY, type RetryPolicy } from '../../../src/core/http/retry-policy.js';
import type { HttpContext, HttpService } from '../../../src/core/http/types.js';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server for one test. `answers`: one for each request; the last one goes on answering. `port`: default any. */
export async function serve(answers: Answer[], port = 0) {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    answer?.(request, response);
  };
  const server = createServer(listener).listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  open.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** A port of this machine where nobody listens yet. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface ClientOptions {
  /** ms from now; default 60 s */
  leftMs?: number;
  context?: Partial<HttpContext>;
  policy?: Partial<RetryPolicy>;
  service?: Partial<HttpService>;
}

/** A client of a vendor called "Shop", whose secret is "s3cret". */
export function clientOf(url: string, { leftMs = 60_000, context, policy, service }: ClientOptions = {}) {
  const lines: string[] = [];
  const log = { info: (text: string) => void lines.push(text), notice() {}, warning() {}, mask() {} };
  const shop: HttpService = {
    name: 'Shop',
    url,
    unreachable: 'Check the URL.',
    secret: 's3cret',
    sign: async () => ({ 'x-key': 's3cret' }),
    refusalError: (refusal, { what }) => refusalError(refusal, { what: `Shop refused to ${what}` }),
    ...service,
  };
  const whole = { clock: systemClock, log, deadline: Date.now() + leftMs, ...context };
  return { client: createHttpClient(shop, whole, { ...RETRY_POLICY, ...policy }), lines };
}

export const say =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

/** Takes the request, and never says a word. */
export const silence: Answer = (request) => void request.resume();

export const drop: Answer = (request) => void request.socket.destroy();
