import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Clock, systemClock } from '../../core/clock.js';
import { type Controls, control, isControl } from './control-api.js';
import { createFaults, type Faults } from './fault-injection.js';
import { readSandboxRequest, sendAnswer } from './http-messages.js';
import { createRequestLog, type RequestLog } from './request-log.js';
import type { CreateSandbox, Fault, Sandbox, SandboxAnswer, SandboxRequest } from './types.js';
import { refuseWebPages } from './web-guard.js';

export interface SandboxOptions {
  sandboxes: CreateSandbox[];
  /** default: a free one */
  port?: number;
  /** default 127.0.0.1: uploaded code is run here, so think twice */
  host?: string;
  /** the vendors' waiting times are multiplied by this; default 1, real time */
  scale?: number;
  /** other hosts that it may be called by: there is something in front of it */
  names?: readonly string[];
  /** what the keys are made of; default: the well-known keys that tests use */
  secret?: string;
  clock?: Clock;
}

export interface RunningSandbox extends Controls {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts all sandboxes behind one HTTP server. Rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { clock = systemClock, scale = 1, host = '127.0.0.1', secret, names = [] } = options;
  const root = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
  // Node reads the kind of a .js file out of the next package.json above: not out of one of this machine.
  await writeFile(path.join(root, 'package.json'), '{}');
  const started = clock.now();
  const stop = new AbortController();
  let origin = '';
  const sandboxes: Sandbox[] = [];
  for (const create of options.sandboxes) {
    const dir = await mkdtemp(path.join(root, 'vendor-'));
    sandboxes.push(create({ clock, scale, dir, secret, origin: () => origin }));
  }
  const hub: SandboxHub = {
    names,
    sandboxes,
    clock,
    stop: stop.signal,
    faults: createFaults(),
    book: createRequestLog(() => clock.now() - started),
  };
  const controls = controlsOf(hub);
  const server = createServer((message, response) => {
    void serve(message, response, { hub, controls, origin });
  });
  const port = await listen(server, options.port ?? 0, host);
  origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url: origin,
    port,
    ...controls,
    async close() {
      stop.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

interface SandboxHub {
  names: readonly string[];
  sandboxes: Sandbox[];
  clock: Clock;
  stop: AbortSignal;
  faults: Faults;
  book: RequestLog;
}

function controlsOf({ sandboxes, faults, book }: SandboxHub): Controls {
  const named = (name: string): Sandbox => {
    const found = sandboxes.find((sandbox) => sandbox.name === name);
    if (!found) throw new Error(`There is no sandbox "${name}".`);
    return found;
  };
  return {
    requests: () => book.all(),
    clear: () => book.clear(),
    fault: (...added: Fault[]) => faults.add(added),
    calm: () => faults.clear(),
    set: (name, settings) => named(name).set(settings),
    state: (name) => named(name).state(),
  };
}

interface ServedSandbox {
  hub: SandboxHub;
  controls: Controls;
  origin: string;
}

async function serve(message: IncomingMessage, response: ServerResponse, { hub, controls, origin }: ServedSandbox) {
  const request = await readSandboxRequest(message, origin);
  if (!request) {
    message.socket.destroy();
    return;
  }
  const stranger = refuseWebPages(request, origin, (host) =>
    [hub.names.includes(host), ...hub.sandboxes.map(({ serves }) => serves?.(host))].includes(true),
  );
  if (stranger) {
    sendAnswer(response, stranger);
    return;
  }
  if (isControl(request)) {
    sendAnswer(
      response,
      control(
        request,
        controls,
        hub.sandboxes.map(({ name }) => name),
      ),
    );
    return;
  }
  const line = hub.book.open(request);
  const answer = await disturbed(request, hub);
  if (answer) {
    line.status = answer.status;
    sendAnswer(response, answer);
  } else message.socket.destroy();
}

/** Undefined: no answer is to be sent. */
async function disturbed(request: SandboxRequest, hub: SandboxHub): Promise<SandboxAnswer | undefined> {
  const fault = hub.faults.meet(request);
  if (fault?.kind === 'drop') return undefined;
  if (fault?.kind === 'answer') return fault.answer;
  try {
    if (fault?.kind === 'delay') await hub.clock.sleep(fault.ms ?? 0, hub.stop);
    const answer = await handle(request, hub.sandboxes);
    return fault?.kind === 'lose' ? undefined : answer;
  } catch (error) {
    // A sandbox that throws is a bug of the sandbox: seen by the client, but the server lives on.
    return hub.stop.aborted ? undefined : { status: 500, body: { message: `The sandbox failed: ${String(error)}` } };
  }
}

async function handle(request: SandboxRequest, sandboxes: Sandbox[]): Promise<SandboxAnswer> {
  const sandbox = sandboxes.find((one) => one.claims(request));
  if (sandbox) return await sandbox.handle(request);
  return { status: 404, body: { message: `No sandbox answers ${request.method} ${request.url.pathname}` } };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
