import { stripVTControlCharacters } from 'node:util';

export interface ReadableTextOptions {
  /** cut out wherever the text repeats it */
  secret?: string;
  /** characters; of a longer text the beginning and the end are kept */
  maxLength?: number;
}

const MAX_LENGTH = 300;

/** Text from outside as one line of limited length: without control characters, tags of HTML, and the secret. */
export function readableText(text: string, { secret, maxLength = MAX_LENGTH }: ReadableTextOptions = {}): string {
  const line = stripVTControlCharacters(text)
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const safe = secret ? line.split(secret).join('***') : line;
  if (safe.length <= maxLength) return safe;
  const head = Math.floor(maxLength / 3);
  return `${safe.slice(0, head)} … ${safe.slice(head + 3 - maxLength)}`;
}
