import { didYouMean } from '../core/did-you-mean.js';
import { inputError } from '../core/errors.js';
import { parseVersionReference } from '../core/version-reference.js';

/** Text of an input → value. Throws `input` with the name, the value and what to do. */
export interface Parser<T> {
  (text: string, name: string): T;
  /** what an editor may complete: JSON Schema of the value in a map or a manifest; absent: any text */
  schema?: JsonSchema;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parser with the schema of what it takes. */
export const parser = <T>(schema: JsonSchema, parse: (text: string, name: string) => T): Parser<T> =>
  Object.assign((text: string, name: string) => parse(text, name), { schema });

export const text = parser<string>({ type: 'string' }, (value) => value);

/** A payload: text, or in a map also a YAML map, which is sent as JSON. */
export const payload = parser<string>({ type: ['string', 'object'] }, (value) => value);

/** YAML 1.2's spellings, as `core.getBooleanInput` takes them. */
export const bool = parser<boolean>({ type: 'boolean' }, (value, name) => {
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE)$/.test(value)) return false;
  throw inputError(name, value, 'is neither true nor false.', 'Write `true` or `false`.');
});

export function oneOf<const T extends string>(choices: readonly T[]): Parser<T> {
  return parser<T>({ enum: choices }, (value, name) => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw inputError(
      name,
      value,
      'is not one of the choices.',
      `${didYouMean(value, choices)}Use one of: ${choices.join(', ')}.`,
    );
  });
}

/** A whole number from `least` on. */
export function count(least: number): Parser<number> {
  return parser<number>({ type: 'integer', minimum: least }, (value, name) => {
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= least) return number;
    throw inputError(name, value, `is not a whole number from ${least} on.`, `Write a number such as ${least + 10}.`);
  });
}

const DURATION = { type: 'string', pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h|d)$` };
const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `5m`, `1h`, `30d` → ms */
export const duration = parser<number>(DURATION, (value, name) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value);
  const unit = UNITS[match?.[2] ?? ''];
  if (match && unit !== undefined) return Math.round(Number(match[1]) * unit);
  throw inputError(name, value, 'is not a duration.', 'Write a number with a unit: 90s, 5m, 1h or 30d.');
});

/** A duration in which something can happen. */
export const timeoutDuration = parser<number>(DURATION, (value, name) => {
  const ms = duration(value, name);
  if (ms >= 1000) return ms;
  throw inputError(name, value, 'is over before anything can happen.', 'Write a second or more, such as 90s or 5m.');
});

/** `10` or `10%` → 10. Below 1 needs the `%`, so that 0.1 is never taken for 10 %. */
export const percent = parser<number>({ type: ['number', 'string'] }, (value, name) => {
  const match = /^(\d+(?:\.\d+)?)\s?(%?)$/.exec(value);
  const number = Number(match?.[1]);
  const hint = 'Write a percentage above 0 and below 100, such as 10 or 10%. For all of it use `switch` or `promote`.';
  if (!match || !(number > 0 && number < 100)) throw inputError(name, value, 'is not a share of the traffic.', hint);
  if (number < 1 && match[2] === '') {
    throw inputError(name, value, 'could mean a fraction or a percentage.', `Write ${number * 100}% or ${number}%.`);
  }
  return number;
});

/** A difference in failures, in percent: `5%`, `10`. */
export const difference = parser<number>({ type: ['number', 'string'] }, (value, name) => {
  const match = /^(\d+(?:\.\d+)?)\s?(%?)$/.exec(value);
  const number = Number(match?.[1]);
  if (match && number >= 1 && number <= 50) return number;
  if (match?.[2] === '%' && number >= 0.1 && number < 1) return number;
  throw inputError(name, value, 'is not a difference from 0.1% to 50%.', 'Write 5% to see a build that fails 1 in 20.');
});

/** A version's number as text, alone or with its hash: see core/version-reference.ts. */
export const version = parser<string>({ type: ['integer', 'string'] }, (value, name) => {
  if (parseVersionReference(value)) return value;
  throw inputError(name, value, 'is not a version number.', 'Write the number that `list` shows, such as 7.');
});

/** Versions' numbers: one, a list, ranges: `3`, `3,5`, `3-7`. Returns them without blanks. */
export const versions = parser<string>({ type: ['integer', 'string'] }, (value, name) => {
  const text = value.replace(/\s+/g, '');
  const hint = 'Write 3, or 3,5, or 3-7.';
  for (const part of text.split(',')) {
    const [, first, last] = /^([1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/.exec(part) ?? [];
    if (first === undefined) throw inputError(name, value, 'is not a version number, a list or a range.', hint);
    if (last !== undefined && Number(last) < Number(first)) {
      throw inputError(name, value, `the range ${part} goes down.`, `Write ${last}-${first}.`);
    }
  }
  return text;
});

/** One entry per line. Commas stay: they may be part of a name. */
export const lines = parser<string[]>({ type: ['string', 'array'], items: { type: 'string' } }, (value) =>
  value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== ''),
);

export const url = parser<string>({ type: 'string' }, (value, name) => {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  const hint = 'Write it like https://example.com or http://127.0.0.1:4010, without a user name in it.';
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw inputError(name, value, 'is not an http(s) URL.', hint);
  if (parsed.username !== '' || parsed.password !== '') {
    throw inputError(name, '', 'the URL carries a user name or password.', hint);
  }
  return value.replace(/\/+$/, '');
});

/** `true`, `false`, or a duration: how long to wait. */
export const flagOrDuration = parser<boolean | number>({ type: ['boolean', 'string'] }, (value, name) =>
  /^(true|false)$/i.test(value) ? bool(value, name) : duration(value, name),
);

/** `name` or `name/prefix`: a bucket, and what the names of our objects in it begin with. */
export const bucket = parser<{ name: string; prefix?: string }>({ type: 'string' }, (value, name) => {
  const [, bucketName, prefix] = /^([A-Za-z0-9][A-Za-z0-9.-]{1,61}[A-Za-z0-9])(?:\/(.+))?$/.exec(value) ?? [];
  if (bucketName !== undefined) return { name: bucketName, prefix };
  throw inputError(name, value, 'is not the name of a bucket.', 'Write my-bucket, or my-bucket/a/prefix.');
});

/** Where a preview can be called: at a URL that asks for credentials, or at one that everyone may call. */
export const previewUrl = parser<'private' | 'public' | undefined>({ enum: [true, false, 'public'] }, (value, name) => {
  if (value === 'public') return 'public';
  return bool(value, name) ? 'private' : undefined;
});
