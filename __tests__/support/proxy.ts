import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';

/**
 * Of a server that stands for *.eu-central-1.amazonaws.com and localhost; known to nobody but these tests, and secret to
 * nobody.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB1TCCAXugAwIBAgIUIwhbPk6Cqtc2hai+HQIwPCfZF+YwCgYIKoZIzj0EAwIw
ITEfMB0GA1UEAwwWdmVyc2lvbmVkLWRlcGxveSB0ZXN0czAgFw0yNjExMjcxODAx
NDRaGA8yMTI2MTEwMzE4MDE0NFowITEfMB0GA1UEAwwWdmVyc2lvbmVkLWRlcGxv
eSB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNxoXXZ0qjlUMWd963T6
Zc+AcaskzfO1xGfAvoVC7eXACJkgiRvUlt+MaTzuur2LnT7TbUVCVGmY70XEk7t3
uLejgY4wgYswHQYDVR0OBBYEFM3V0y0aeOrNZ8s9KH+IpxwNaa1ZMB8GA1UdIwQY
MBaAFM3V0y0aeOrNZ8s9KH+IpxwNaa1ZMA8GA1UdEwEB/wQFMAMBAf8wOAYDVR0R
BDEwL4IJbG9jYWxob3N0ghwqLmV1LWNlbnRyYWwtMS5hbWF6b25hd3MuY29thwR/
AAABMAoGCCqGSM49BAMCA0gAMEUCICTkedxkCp9//XckQvJT2nFkC6kJYKj2m8dS
KeP+NuMjAiEAkl9FofaCCZvHCCShhINV2xUkIYg9thUaE5fY8pyL9Us=
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgk2CKl2S3WN3hW+iY
RYxgVJvU6RKPyZ7RrLDZtLWj+kmhRANCAATcaF12dKo5VDFnfet0+mXPgHGrJM3z
tcRnwL6FQu3lwAiZIIkb1JbfjGk87rq9i50+021FQlRpmO9FxJO7d7i3
-----END PRIVATE KEY-----
`;

export interface TestProxy {
  url: string;
  /** "host:port" of each tunnel that was asked for */
  tunnels(): string[];
  close(): Promise<void>;
}

/** A proxy for CONNECT, whose tunnels all lead to `port` of this machine. `status`: refuses them so. */
export async function startProxy(port: number, status = 200): Promise<TestProxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('connect', ({ url = '' }: IncomingMessage, client: Duplex) => {
    tunnels.push(url);
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const target = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
    pipeBoth(client, target, sockets);
  });
  return { ...(await listening(server, sockets)), tunnels: () => tunnels };
}

/** Takes TLS off what comes, and hands it on to `port` of this machine. */
export async function startTlsFront(port: number): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Duplex>();
  const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (client) =>
    pipeBoth(client, connect(port, '127.0.0.1'), sockets),
  );
  const { url, close } = await listening(server, sockets);
  return { port: Number(new URL(url).port), close };
}

function pipeBoth(client: Duplex, target: Socket, sockets: Set<Duplex>): void {
  for (const socket of [client, target]) {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      client.destroy();
      target.destroy();
    });
  }
  client.pipe(target).pipe(client);
}

async function listening(server: Server, sockets: Set<Duplex>) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
