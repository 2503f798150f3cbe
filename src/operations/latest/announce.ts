import { isClearRefusal } from '../../core/errors.js';
import type { Alias, Package } from '../../core/model.js';
import { codeHashOf, readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import type { PointOptions, Provider } from '../../core/provider.js';
import { sameSplit } from '../../core/traffic-split.js';
import { pointAlias } from '../../traffic/point-alias.js';

/**
 * The alias's note says what is about to be uploaded, so that a run which finds it in the newest upload, after this one
 * was killed between upload and publish, knows it for ours and may put the live code back.
 */
export interface Announcement {
  /** the provider, which remembers the alias as it was last read, and expects it as it was last written */
  provider: Provider;
  /** Writes it; a role that may not, or somebody who moves the alias at the same moment, stops no deploy. */
  announce(pkg: Package): Promise<void>;
}

export function announcement(context: OperationContext): Announcement {
  const { provider, request, log } = context;
  let seen: Alias | undefined;
  /** the alias before our own note went in, and after */
  let noted: { from: Alias; to: Alias } | undefined;
  /** What was read before our own note went in is still what it was. */
  const asWritten = ({ expected, ...options }: PointOptions): PointOptions => {
    if (!noted || !expected || expected.lock !== noted.from.lock) return { ...options, expected };
    return { ...options, expected: sameSplit(expected.split, noted.from.split) ? noted.to : expected };
  };
  return {
    provider: {
      ...provider,
      async alias(name) {
        const alias = await provider.alias(name);
        if (name === request.alias) seen = alias;
        return alias;
      },
      async point(name, split, options) {
        if (name !== request.alias) return provider.point(name, split, options);
        const after = await provider.point(name, split, asWritten(options));
        seen = after;
        return after;
      },
    },
    async announce(pkg) {
      const up = codeHashOf(pkg, provider.capabilities.codeHash);
      if (!seen || !up || !provider.capabilities.notes) return;
      const position = { current: seen };
      const note = { ...readNote(seen.note).fields, up };
      try {
        const move = { provider, name: seen.name, position, next: seen.split, note, noteOnly: true as const };
        noted = { from: seen, to: await pointAlias(move, context) };
      } catch (error) {
        if (!isClearRefusal(error)) throw error;
        log.info(`The upload could not be noted at ${seen.name}: ${error.message}`);
      }
    },
  };
}
