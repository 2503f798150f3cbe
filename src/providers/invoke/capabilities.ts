import type { Capabilities } from '../../core/provider.js';

/** Invoke has one movable pointer, the function's active version, and nothing beside it. */
export const capabilities: Capabilities = {
  title: 'Invoke',
  aliases: { fixed: 'active' },
  split: false,
  notes: false,
  scope: 'function',
  invoke: false,
  // The execution service's own default (RATE_LIMIT), for each address.
  callLimit: { calls: 100, perMs: 15 * 60_000 },
  lock: false,
  // The execution service keeps what it knows of a function for 30 s, each replica for itself.
  settlesMs: 30_000,
  // It unpacks with adm-zip, which makes a text file of a link.
  followLinks: true,
  reusesNumbers: true,
  formats: ['zip', 'tgz'],
  maxPackageBytes: 100 * 1024 * 1024,
  inputs: ['allow.insecure-endpoint'],
  credentials: 'the input `invoke-api-key`, or INVOKE_API_KEY',
};
