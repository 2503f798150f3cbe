import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { type InvokeState, now } from './state.js';

/** What most routes answer. `statusCode` is the server's own word, and differs from the status at times. */
export function envelope(
  world: InvokeState,
  status: number,
  message: string,
  data: unknown = null,
  said = status,
): SandboxAnswer {
  const success = status < 400;
  return { status, body: { success, data, message, statusCode: said, timestamp: now(world) } };
}

/** What the others answer. */
export const plain = (status: number, body: object): SandboxAnswer => ({
  status,
  // Not as an object: an array is one of these bodies.
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json; charset=utf-8' },
});

export const refusal = (status: number, message: string): SandboxAnswer => plain(status, { success: false, message });

export const broken = (world: InvokeState): SandboxAnswer => envelope(world, 500, 'Internal server error');

export const page = (): SandboxAnswer => ({
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>404: This page could not be found</title></head><body><h1>404</h1><h2>This page could not be found.</h2></body></html>',
});
