/**
 * What runs inside the child: reads one request as JSON from stdin, calls the handler with an Express-like `req` and
 * `res`, and writes one answer as JSON after a marker, so that what the handler prints cannot be taken for it.
 * Plain JavaScript of Node 20.
 */
export const RUNTIME = String.raw`
import { STATUS_CODES } from 'node:http';
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const input = JSON.parse(Buffer.concat(chunks).toString());
for (const name of ['log', 'info', 'debug', 'warn']) console[name] = console.error;

const url = new URL(input.url, 'http://function');
const raw = Buffer.from(input.body, 'base64');
const typeOf = (input.headers['content-type'] ?? '').split(';')[0].trim();
function parsed() {
  if (raw.length === 0) return {};
  if (typeOf.endsWith('json')) return JSON.parse(raw.toString());
  if (typeOf === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(raw.toString()));
  return typeOf.startsWith('text/') ? raw.toString() : raw;
}
const req = {
  method: input.method, url: input.url, originalUrl: input.originalUrl, path: url.pathname, headers: input.headers,
  query: Object.fromEntries(url.searchParams), params: {}, ip: '127.0.0.1', protocol: 'http',
  hostname: (input.headers.host ?? '').split(':')[0], rawBody: raw, cookies: {},
  get: (name) => input.headers[name.toLowerCase()],
  header: (name) => input.headers[name.toLowerCase()],
  is: (type) => (typeOf.includes(type) ? typeOf : false),
};

const headers = {};
const parts = [];
const TYPES = { json: 'application/json', html: 'text/html', text: 'text/plain', txt: 'text/plain', xml: 'application/xml',
  css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', png: 'image/png', bin: 'application/octet-stream' };
const withCharset = (type) => (/^text\/|json$|javascript$|xml$/.test(type) ? type + '; charset=utf-8' : type);
const res = {
  statusCode: 200, headersSent: false, writableEnded: false, locals: {},
  status(code) { res.statusCode = code; return res; },
  set(name, value) {
    if (typeof name === 'object') for (const [key, one] of Object.entries(name)) res.set(key, one);
    else headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
    return res;
  },
  get: (name) => headers[name.toLowerCase()],
  removeHeader(name) { delete headers[name.toLowerCase()]; return res; },
  append(name, value) { const old = res.get(name); return res.set(name, old === undefined ? value : old + ', ' + value); },
  type(type) { return res.set('content-type', withCharset(type.includes('/') ? type : TYPES[type.replace(/^\./, '')] ?? 'application/octet-stream')); },
  vary(name) { return res.append('vary', name); },
  writeHead(code, more = {}) { res.statusCode = code; return res.set(more); },
  write(chunk) { parts.push(Buffer.from(chunk)); return true; },
  json(value) {
    return res.type('json').end(JSON.stringify(value) ?? '');
  },
  send(value) {
    if (value === undefined && res.statusCode === 200) res.status(204);
    if (value === undefined || value === null) return res.removeHeader('content-type').end();
    if (Buffer.isBuffer(value) || value instanceof Uint8Array) {
      if (!headers['content-type']) res.type('bin');
      return res.end(value);
    }
    if (typeof value === 'object') return res.json(value);
    if (typeof value === 'boolean' || typeof value === 'number') return res.json(value);
    if (!headers['content-type']) res.type('html');
    return res.end(value);
  },
  sendStatus(code) { return res.status(code).type('txt').send(STATUS_CODES[code] ?? String(code)); },
  redirect(code, to) {
    const [status, where] = typeof code === 'number' ? [code, to] : [302, code];
    return res.status(status).set('location', where).type('txt').send(STATUS_CODES[status] + '. Redirecting to ' + where);
  },
  end(chunk) {
    if (res.writableEnded) return res;
    if (chunk !== undefined && chunk !== null) parts.push(Buffer.from(chunk));
    res.headersSent = res.writableEnded = true;
    return res;
  },
};
res.header = res.setHeader = res.set;
res.getHeader = res.get;
res.contentType = res.type;

function answer(value) {
  process.stdout.write('\n' + input.marker + JSON.stringify(value), () => process.exit(0));
}
const broke = (error) => answer({ error: error?.stack ?? String(error) });
process.on('uncaughtException', broke);
process.on('unhandledRejection', broke);
try {
  req.body = parsed();
  let handler = await import(input.entry);
  while (handler && typeof handler !== 'function') handler = handler.default;
  if (typeof handler !== 'function') throw new TypeError('The function has no default export that can be called.');
  await handler(req, res);
  // What is not answered by then is answered with nothing.
  if (!res.writableEnded) res.status(204).end();
  answer({ status: res.statusCode, headers, body: Buffer.concat(parts).toString('base64') });
} catch (error) {
  broke(error);
}
`;
