import http from 'node:http';

const PAGE = '<html><head><title>Gateway</title></head><body><h1>Something went wrong</h1></body></html>';
const READS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A proxy in front of a vendor (`target`: its origin) that disturbs the requests that a plan names. `onRequest`, called
 * with `{ index, write, when }` before and after the vendor has seen each, may wait for what it does.
 */
export async function startProxy(target) {
  let plan = new Map();
  let onRequest = async () => undefined;
  let [index, writes] = [0, 0];
  let [met, seen] = [[], []];
  const server = http.createServer((request, response) => {
    void serve(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 1000;

  async function serve(request, response) {
    const mine = index++;
    const kind = plan.get(mine);
    if (kind !== undefined) met.push(kind);
    seen.push(`${request.method} ${request.url}${kind ? `  [${kind}]` : ''}`);
    if (kind === 'refuse') return request.socket.destroy();
    const body = await bytesOf(request);
    // CloudWatch is read by POST.
    const reads = READS.includes(request.method) || request.url === '/';
    const write = reads ? undefined : ++writes;
    await onRequest({ index: mine, write, when: 'before' });
    if (instead(kind, response)) return undefined;
    if (kind === 'drop before') return request.socket.destroy();
    if (kind === 'delay') await new Promise((resolve) => setTimeout(resolve, 300));
    const answer = await forward(target, request, body);
    await onRequest({ index: mine, write, when: 'after' });
    return reply(kind, request, response, answer);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** the faults that requests have met since the last `arm` */
    met: () => met,
    /** the requests since then, with what happened to them */
    seen: () => seen,
    /** `faults`: `{ at, kind }`, by the number of the request from now on; `each`: see `onRequest` */
    arm(faults = [], each = async () => undefined) {
      plan = new Map(faults.map(({ at, kind }) => [at, kind]));
      onRequest = each;
      [index, writes] = [0, 0];
      [met, seen] = [[], []];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer in the vendor's place: not done. Returns whether there was one. */
function instead(kind, response) {
  const html = { 'content-type': 'text/html' };
  const [, status] = /^(?:html|error) (50[023])$/.exec(kind ?? '') ?? [];
  if (status) response.writeHead(Number(status), html).end(PAGE);
  else if (kind === 'throttled now') response.writeHead(429, { 'content-type': 'application/json' }).end('{}');
  else if (kind === 'throttled later') response.writeHead(429, { 'retry-after': '1' }).end('{}');
  else return false;
  return true;
}

async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(target, { method, url, headers }, body) {
  const { hostname, port } = new URL(target);
  return new Promise((resolve, reject) => {
    const sent = http.request({ hostname, port, method, path: url, headers, agent: false }, async (answer) => {
      resolve({ status: answer.statusCode, headers: answer.headers, body: await bytesOf(answer) });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** What the vendor answered, as the fault leaves it. */
async function reply(kind, request, response, { status, headers, body }) {
  const good = status < 300 && body.length > 0;
  if (kind === 'drop after') return request.socket.destroy();
  if (kind === 'html 504 after') return response.writeHead(504, { 'content-type': 'text/html' }).end(PAGE);
  if (kind === 'malformed' && good)
    return send(response, status, headers, Buffer.concat([body.subarray(0, -1), Buffer.from(',,')]));
  if (kind === 'nonsense' && good) return send(response, status, headers, Buffer.from('{}'));
  if (kind === 'truncated' && good) {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
    return undefined;
  }
  if (kind === 'drip' && good && body.length < 20_000) {
    response.writeHead(status, headers);
    for (let at = 0; at < body.length; at += 40) {
      response.write(body.subarray(at, at + 40));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return response.end();
  }
  return send(response, status, headers, body);
}

function send(response, status, { 'content-length': _, 'transfer-encoding': __, ...headers }, body) {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': body.length });
  response.end(body);
}
