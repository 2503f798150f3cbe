// A function for AWS Lambda (runtime nodejs22.x, handler index.handler).
// The demo deploys it, changes VERSION, sends a canary's share to it and takes it back.
const VERSION = 'one';

export async function handler(event) {
  const name = event?.name ?? 'world';
  return { hello: name, version: VERSION };
}
