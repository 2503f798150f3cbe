import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import yauzl from 'yauzl';

export interface KeptArtifact {
  name: string;
  hash?: string;
  bytes: Buffer;
  /** path → text */
  files: Record<string, string>;
}

export interface ArtifactService {
  env: Record<string, string>;
  artifacts(): KeptArtifact[];
  /** "METHOD path" of everything that came */
  requests(): string[];
  /** answers every call so from now on */
  refuse(status: number, message: string): void;
  close(): Promise<void>;
}

interface State {
  requests: string[];
  blocks: Map<string, Buffer>;
  blob: Buffer;
  kept: KeptArtifact[];
  refusal?: { status: number; message: string };
}

/** GitHub's artifact service (version 4), as far as one upload goes: two calls of its own, and a blob in between. */
export async function startArtifactService(): Promise<ArtifactService> {
  const state: State = { requests: [], blocks: new Map(), blob: Buffer.alloc(0), kept: [] };
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await promisify<void>((done) => server.listen(0, '127.0.0.1', () => done(null)))();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { ACTIONS_RESULTS_URL: `${origin}/`, ACTIONS_RUNTIME_TOKEN: token('Actions.Results:run-1:job-1') },
    artifacts: () => state.kept,
    requests: () => state.requests,
    refuse: (status, message) => {
      state.refusal = { status, message };
    },
    async close() {
      server.closeAllConnections();
      await promisify((done: () => void) => server.close(done))();
    },
  };
}

/** Only its claims are read; nobody checks the signature. */
function token(scp: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part({ scp }), 'signature'].join('.');
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  state.requests.push(`${request.method} ${url.pathname}`);
  const body = await buffer(request);
  if (url.pathname.startsWith('/twirp/')) return rpc(state, url, JSON.parse(body.toString()), response);
  storeBlob(state, url, body);
  response.writeHead(201, { etag: '"1"', 'last-modified': new Date(0).toUTCString() }).end();
}

async function rpc(state: State, url: URL, body: Record<string, string>, response: ServerResponse): Promise<void> {
  const answer = (status: number, value: object) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (state.refusal) return answer(state.refusal.status, { code: 'denied', msg: state.refusal.message });
  if (url.pathname.endsWith('/CreateArtifact')) {
    return answer(200, { ok: true, signed_upload_url: `${url.origin}/container/blob?sig=1` });
  }
  const bytes = state.blob;
  state.kept.push({ name: body.name ?? '', hash: body.hash, bytes, files: await unzip(bytes) });
  answer(200, { ok: true, artifact_id: '1' });
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/put-block, put-block-list and put-blob */
function storeBlob(state: State, url: URL, body: Buffer): void {
  const step = url.searchParams.get('comp');
  if (step === 'block') state.blocks.set(url.searchParams.get('blockid') ?? '', body);
  else if (step === 'blocklist') {
    const ids = Array.from(body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g), ([, id]) => id ?? '');
    state.blob = Buffer.concat(ids.map((id) => state.blocks.get(id) ?? Buffer.alloc(0)));
  } else state.blob = body;
}

async function unzip(bytes: Buffer): Promise<Record<string, string>> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    files[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString();
  }
  return files;
}
