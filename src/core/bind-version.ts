import { inputError } from './errors.js';
import type { Request } from './model.js';
import type { Capabilities, Provider } from './provider.js';
import { parseVersionReference } from './version-reference.js';

/** How a command names a version, looked up where the provider has not seen it yet. */
export async function lookUpReference(provider: Provider, version: string): Promise<string> {
  const { versionReference } = provider;
  if (!versionReference) return version;
  if (versionReference(version) === version) await provider.version(version);
  return versionReference(version);
}

/** A hash is taken only where a number needs one. Throws `input`; nothing was sent. */
export function refuseNeedlessHash({ version }: Request, { reusesNumbers, title }: Capabilities): void {
  const { number, hash } = parseVersionReference(version ?? '') ?? {};
  if (version === undefined || hash === undefined || reusesNumbers) return;
  throw inputError('version', version, `carries a hash, and ${title} has none there.`, `Write ${number} alone.`);
}

/** Leaves the number in the request, and lets the provider refuse any other version under it. Sends nothing. */
export function bindVersion(request: Request, provider: Provider): void {
  const { number, hash } = parseVersionReference(request.version ?? '') ?? {};
  if (number === undefined || hash === undefined) return;
  provider.expectVersion?.(number, hash);
  request.version = number;
}
