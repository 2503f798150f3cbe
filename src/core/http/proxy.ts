const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Is this the machine that we run on? */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/**
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured by axios itself. A runner's proxy is for the way out, and cannot
 * reach what listens on this machine: so never for loopback.
 */
export const proxyFor = (url: URL): { proxy?: false } => (isLoopback(url) ? { proxy: false } : {});
