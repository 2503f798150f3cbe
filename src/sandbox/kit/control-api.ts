import type { Fault, LoggedRequest, SandboxAnswer, SandboxRequest } from './types.js';

/** What tests and other processes may do to a running sandbox. */
export interface Controls {
  requests(): LoggedRequest[];
  clear(): void;
  /** throws on a malformed fault */
  fault(...faults: Fault[]): void;
  /** takes back the faults that have not been met */
  calm(): void;
  /** throws on an unknown sandbox or setting */
  set(name: string, settings: Record<string, unknown>): void;
  /** throws on an unknown sandbox */
  state(name: string): unknown;
}

const PREFIX = '/_sandbox/';

export const isControl = (request: SandboxRequest): boolean => request.url.pathname.startsWith(PREFIX);

/** The same controls over HTTP. */
export function control(request: SandboxRequest, controls: Controls, names: string[]): SandboxAnswer {
  try {
    const [what = '', name = ''] = request.url.pathname.slice(PREFIX.length).split('/').map(decodeURIComponent);
    return route(`${request.method} ${what}`, name, request, controls, names);
  } catch (error) {
    return problem(400, error instanceof Error ? error.message : String(error));
  }
}

function route(key: string, name: string, { body }: SandboxRequest, controls: Controls, names: string[]) {
  switch (key) {
    case 'GET health':
      return ok({ status: 'healthy', sandboxes: names });
    case 'GET requests':
      return ok(controls.requests());
    case 'DELETE requests':
      controls.clear();
      return ok({ cleared: true });
    case 'POST faults': {
      const faults: unknown = JSON.parse(body.toString());
      if (!Array.isArray(faults)) return problem(400, 'Faults are a JSON array.');
      controls.fault(...faults);
      return ok({ added: faults.length });
    }
    case 'DELETE faults':
      controls.calm();
      return ok({ cleared: true });
    case 'PUT settings':
      controls.set(name, JSON.parse(body.toString()));
      return ok({ set: name });
    case 'GET state':
      return ok(controls.state(name));
    default:
      return problem(404, `There is no control "${key}".`);
  }
}

const ok = (body: object | unknown): SandboxAnswer => ({
  status: 200,
  body: Buffer.from(JSON.stringify(body)),
  headers: JSON_TYPE,
});
const problem = (status: number, message: string): SandboxAnswer => ({ status, body: { message } });
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
