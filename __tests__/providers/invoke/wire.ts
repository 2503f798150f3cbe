import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { makePackage } from '../../support/package.js';
import { handler, type Started, start } from './support.js';

/** Talking to the sandbox as the recordings did. */

export const FN = `/api/functions/${SANDBOX_FUNCTION}`;

export interface FormOptions {
  /** of the file */
  name?: string;
  field?: string;
  type?: string;
  /** more fields, after the file */
  fields?: Record<string, string>;
}

export function form(bytes: Buffer | string, options: FormOptions = {}): FormData {
  const { name = 'function.zip', field = 'file', type = 'application/octet-stream', fields = {} } = options;
  const data = new FormData();
  data.append(field, new Blob([new Uint8Array(Buffer.from(bytes))], { type }), name);
  for (const [key, value] of Object.entries(fields)) data.append(key, value);
  return data;
}

/** An answer with the usual envelope, its time made equal. */
export const said = (status: number, message: string, data: unknown = null, statusCode = status) => [
  status,
  { success: status < 400, data, message, statusCode, timestamp: 'T' },
];

/** An answer of the routes without the envelope. */
export const bare = (status: number, message: string) => [status, { success: false, message }];

/** A sandbox for each test. */
export function wire() {
  let on: Started;
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'invoke-'));
    on = await start();
  });
  afterEach(async () => {
    await on.sandbox.close();
    await rm(dir, { recursive: true, force: true });
  });
  // biome-ignore lint/suspicious/noExplicitAny: bodies of all shapes
  type Answer = [number, any];
  async function ask(method: string, at: string, body?: FormData | object, headers: Record<string, string> = {}) {
    const json = { 'content-type': 'application/json', ...headers };
    const init: RequestInit = { method, headers: body && !(body instanceof FormData) ? json : headers };
    if (body) init.body = body instanceof FormData ? body : JSON.stringify(body);
    const answer = await on.api(at, init);
    const text = (await answer.text()).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
    return [answer.status, /^[{[]/.test(text) ? JSON.parse(text) : text] as Answer;
  }
  const zipOf = async (name: string, text: string) =>
    readFile((await makePackage({ 'package.json': '{}', [name]: text }, dir)).file);
  const zip = (n: number | string) => zipOf('index.js', handler(n));
  return {
    ask,
    zip,
    zipOf,
    on: () => on,
    upload: async (n: number, query = '', fields: Record<string, string> = {}) =>
      (await ask('POST', `${FN}/versions${query}`, form(await zip(n), { fields })))[1].data,
    rows: async () => (await ask('GET', `${FN}/versions`))[1].data,
    switchTo: (body: object, headers: Record<string, string> = {}) =>
      ask('POST', `${FN}/switch-version`, body, headers),
  };
}
