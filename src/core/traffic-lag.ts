import { formatDuration } from './format.js';
import type { Receipt } from './model.js';

/**
 * Versions that callers may still get although they have no traffic any more, as a part of a sentence; undefined: there
 * are none. `write` makes a version fit for where the sentence goes.
 */
export function staleVersionsText(
  { staleVersions = [], settlesMs = 0 }: Pick<Receipt, 'staleVersions' | 'settlesMs'>,
  write: (version: string) => string = String,
): string | undefined {
  if (settlesMs <= 0 || staleVersions.length === 0) return undefined;
  const versions = staleVersions.map((version) => `version ${write(version)}`).join(' and ');
  return `callers may still see ${versions} for up to ${formatDuration(settlesMs)}`;
}
