import { inputError } from '../errors.js';
import { isLoopback } from './proxy.js';

/**
 * Keys and code go to this address, so it must be https, but for what runs on this machine; `allow: insecure-endpoint`
 * says that the way there is safe all the same. `input`: what the address came from. Throws `input`.
 */
export function requireHttps(input: string, address: string, allowed: boolean | undefined): void {
  if (allowed || !URL.canParse(address)) return;
  const url = new URL(address);
  if (url.protocol !== 'http:' || isLoopback(url)) return;
  throw inputError(
    input,
    address,
    'sends keys and code in clear: anybody on the way could read and change them.',
    hint,
  );
}

const hint = 'Write https://…; or `allow: insecure-endpoint`, if nobody else is on that network.';
