import { inputError } from '../../core/errors.js';
import { isLoopback } from '../../core/http/proxy.js';

/**
 * The origin of an `endpoint` input: "https://host[:port]". Throws `input` on anything else than https (http on
 * loopback), and on a path, since the signature is computed over the whole path.
 */
export function endpointOrigin(endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw inputError(
      'endpoint',
      endpoint,
      'it is not a URL.',
      'Write it whole, as in https://fcv3.cn-hangzhou.aliyuncs.com',
    );
  }
  if (url.username || url.password) {
    throw inputError(
      'endpoint',
      '',
      'holds a user name or password.',
      'Leave them out; requests are signed with keys.',
    );
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw inputError(
      'endpoint',
      endpoint,
      'it must begin with https:// (http:// only on loopback).',
      'Write https://…',
    );
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw inputError('endpoint', endpoint, 'it has more than a host and a port.', `Write ${url.origin}`);
  }
  return url.origin;
}
