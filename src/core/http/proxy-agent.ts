import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopback } from './proxy.js';
import { RETRY_POLICY } from './retry-policy.js';

type Connected = (error: Error | null, stream: Duplex) => void;

/**
 * TLS connections through the proxy that HTTPS_PROXY names, unless NO_PROXY names the host, and never to this machine.
 * For clients that know no proxies, such as the AWS SDK. Which proxy is for which host is axios's own choice.
 */
export class ProxyAgent extends https.Agent {
  override createConnection(options: https.RequestOptions, connected?: Connected): Duplex | null | undefined {
    const target = targetOf(options);
    const proxy = isLoopback(target) ? '' : getProxyForUrl(target);
    if (proxy === '') return super.createConnection(options, connected);
    tunnel(new URL(proxy), target).then(
      (socket) => connected?.(null, tls.connect({ ...options, socket } as tls.ConnectionOptions)),
      (error: Error) => connected?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}

function targetOf({ host, port }: https.RequestOptions): URL {
  const name = host ?? 'localhost';
  return new URL(`https://${name.includes(':') ? `[${name}]` : name}:${port ?? 443}`);
}

/** Asks the proxy for a connection to the target. */
function tunnel(proxy: URL, target: URL): Promise<Duplex> {
  const authority = `${target.hostname}:${target.port || 443}`;
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      agent: false,
      timeout: RETRY_POLICY.connectMs,
    });
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      socket.setTimeout(0);
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(refused(proxy, authority, statusCode));
    });
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' })));
    asked.once('error', reject);
    asked.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(words).toString('base64')}` };
}

/** A proxy that cannot reach the target may later; one that wants other credentials will not. */
function refused({ host }: URL, authority: string, status: number): Error {
  const error = new Error(`the proxy ${host} answered ${status} when asked for ${authority}`);
  return status >= 500 ? Object.assign(error, { code: 'EHOSTUNREACH' }) : error;
}
