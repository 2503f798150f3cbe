import type { SandboxAnswer, SandboxRequest } from './types.js';

/** These lead nowhere but to this machine: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const LOOPBACK = /^(127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost)$/i;

/**
 * Code that is uploaded here is run, so no web page may talk to a sandbox: not under a name of its own that leads to this
 * machine (DNS rebinding), and not from another origin. `serves`: is it a custom domain that was made here? Returns the
 * refusal; undefined: whoever asks may.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refuseWebPages(
  { headers }: Pick<SandboxRequest, 'headers'>,
  origin: string,
  serves: (host: string) => boolean,
): SandboxAnswer | undefined {
  const own = new URL(origin);
  const { host = '', origin: from, 'sec-fetch-site': site } = headers;
  const [, name = '', port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  const isOwn = port === own.port && (LOOPBACK.test(name) || name === own.hostname);
  if (!isOwn && !serves(name)) {
    return { status: 421, body: { message: `Nothing here is called "${host}". The sandbox is at ${origin}.` } };
  }
  const foreign = from !== undefined && from !== `http://${host}`;
  if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    return { status: 403, body: { message: 'The sandbox is not for web pages.' } };
  }
  return undefined;
}
