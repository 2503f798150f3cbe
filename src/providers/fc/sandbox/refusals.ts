import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import type { ApiGeneration } from './types.js';

/** The vendor's no. */
export class FcRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalidArgument = (message: string): FcRefusal => new FcRefusal(400, 'InvalidArgument', message);
export const notFound = (code: string, message: string): FcRefusal => new FcRefusal(404, code, message);
export const alreadyExists = (code: string, message: string): FcRefusal => new FcRefusal(409, code, message);

/** In the shape of the generation: Code and Message, or ErrorCode and ErrorMessage. */
export function refusalAnswer({ errors }: ApiGeneration, { status, code, message }: FcRefusal): SandboxAnswer {
  const requestId = randomUUID();
  const body =
    errors === 'Code'
      ? { Code: code, Message: message, RequestId: requestId }
      : { ErrorCode: code, ErrorMessage: message };
  return { status, headers: { 'x-fc-request-id': requestId }, body };
}

export const ok = (body: object, headers: Record<string, string> = {}): SandboxAnswer => ({
  status: 200,
  headers: { 'x-fc-request-id': randomUUID(), ...headers },
  body,
});

export const noContent = (): SandboxAnswer => ({ status: 204, headers: { 'x-fc-request-id': randomUUID() } });
