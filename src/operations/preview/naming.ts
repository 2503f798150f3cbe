import type { Alias, Version } from '../../core/model.js';
import { readNote } from '../../core/note.js';

/** Where the preview lives. */
export interface PreviewTarget {
  kind: 'alias' | 'function';
  name: string;
}

/** The text that a version published for a preview carries, before the user's own. */
export const previewDescription = (number: number, text?: string): string =>
  text ? `${mark(number)} ${text}` : mark(number);

const mark = (number: number): string => `preview of pr-${number}`;

/** The alias whose preview this version was published for; undefined: it was not published for one. */
export function previewAliasOf({ note }: Pick<Version, 'note'>): string | undefined {
  const { ours, text } = readNote(note);
  return ours ? /^preview of (pr-[1-9]\d*)(?: |$)/.exec(text)?.[1] : undefined;
}

/** An alias of that name that someone else made is not ours to drop. */
export const isPreviewAlias = ({ name, note }: Alias): boolean => /^pr-[1-9]\d*$/.test(name) && readNote(note).ours;
