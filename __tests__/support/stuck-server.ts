import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

export interface StuckServer {
  url: string;
  /** requests whose first line came */
  requests(): string[];
  close(): Promise<void>;
}

/** Accepts connections, reads what comes, and never answers. */
export const silentServer = (): Promise<StuckServer> => start(() => undefined);

/** Answers at once with good headers, and then with a byte of JSON now and then, for ever. */
export const drippingServer = (everyMs = 20): Promise<StuckServer> =>
  start((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n');
    const timer = setInterval(() => socket.write('1\r\n \r\n'), everyMs);
    socket.once('close', () => clearInterval(timer));
  });

async function start(answer: (socket: Socket) => void): Promise<StuckServer> {
  const lines: string[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    socket.once('data', (data) => {
      lines.push(data.toString().split('\r\n')[0] ?? '');
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => lines,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
