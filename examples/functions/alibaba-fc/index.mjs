// A function for Alibaba Function Compute (runtime nodejs20, handler index.handler). The event is a Buffer.
// The demo deploys it, changes VERSION, sends a canary's share to it and takes it back.
const VERSION = 'one';

export async function handler(event) {
  const { name = 'world' } = event.length > 0 ? JSON.parse(event.toString()) : {};
  return JSON.stringify({ hello: name, version: VERSION });
}
