/** The package comes without types. */
declare module 'proxy-from-env' {
  /** The proxy that the environment names for this URL; empty: none. */
  export function getProxyForUrl(url: string | URL): string;
}
