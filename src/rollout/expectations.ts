import { inputError } from '../core/errors.js';
import { namesSecret, redactSecrets } from '../core/redact-secrets.js';
import type { Expectation } from '../core/rollout-request.js';

export type { Expectation };

/** What a probe got back. */
export interface ProbeAnswer {
  /** HTTP status; 0: no answer came */
  status: number;
  body: string;
  /** the function itself failed: its error type */
  error?: string;
}

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const LONGEST_VALUE = 80;
/** Enough for "… is not authorized to perform: dynamodb:GetItem on resource: …". */
const LONGEST_REASON = 240;
const EXAMPLE = 'Write lines such as status=200, text~ok or json.version=2.';

/** `probe.expect`: one expectation a line. Throws `input` with the line. */
export function parseExpectations(text: string, name = 'probe.expect'): Expectation[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => parseLine(line, name));
}

function parseLine(line: string, name: string): Expectation {
  const match = /^(status|text|json(?:\.[^=~!]+)?)\s*(=|!~|~)\s*(.+)$/.exec(line);
  if (!match) throw inputError(name, line, 'is not an expectation.', EXAMPLE);
  const [, what = '', operator = '', wanted = ''] = match;
  if (what === 'status') return status(line, operator, wanted, name);
  if (what === 'text') return text(line, operator, wanted, name);
  const path = what.split('.').slice(1);
  if (path.some((key) => key.trim() === '') || operator === '!~') {
    throw inputError(name, line, 'does not name a field.', EXAMPLE);
  }
  return { kind: 'json', path: path.map((key) => key.trim()), contains: operator === '~', value: literal(wanted) };
}

function status(line: string, operator: string, wanted: string, name: string): Expectation {
  if (operator === '=' && /^[1-5](\d\d|xx)$/i.test(wanted)) return { kind: 'status', pattern: wanted.toLowerCase() };
  throw inputError(name, line, 'is not a status.', 'Write status=200, or status=2xx for all that begin with 2.');
}

function text(line: string, operator: string, part: string, name: string): Expectation {
  if (operator !== '=') return { kind: 'text', not: operator === '!~', part };
  throw inputError(
    name,
    line,
    'compares the whole body.',
    'Write text~ok: the body contains "ok"; text!~ok: it does not.',
  );
}

/** `2`, `true`, `null`, `"2"` are JSON; everything else is a text. */
function literal(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * What is wrong with an answer, as the end of a sentence; undefined: nothing. Without a `status` line only
 * 2xx is right (a redirect is not followed, so it proves nothing); an error of the function is always wrong. What it
 * quotes of the answer goes through `redact` first.
 */
export function violation(
  expectations: readonly Expectation[],
  answer: ProbeAnswer,
  redact: Redact = redactSecrets,
): string | undefined {
  if (answer.status === 0) return `no answer came (${answer.error ?? 'no reason given'})`;
  if (answer.error !== undefined) {
    return `the function failed with ${quoted(redact(answer.error), LONGEST_REASON)}`;
  }
  const statuses = expectations.filter(({ kind }) => kind === 'status');
  if (statuses.length === 0 && (answer.status < 200 || answer.status > 299)) return `status ${answer.status}`;
  for (const expectation of expectations) {
    const wrong = violated(expectation, answer, redact);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function violated(expectation: Expectation, { status, body }: ProbeAnswer, redact: Redact): string | undefined {
  if (expectation.kind === 'status') {
    const { pattern } = expectation;
    const same = pattern.endsWith('xx') ? Math.floor(status / 100) === Number(pattern[0]) : status === Number(pattern);
    return same ? undefined : `status ${status} instead of ${pattern}`;
  }
  if (expectation.kind === 'text') {
    const { part, not } = expectation;
    return body.includes(part) !== not
      ? undefined
      : `the body ${not ? 'contains' : 'does not contain'} ${quoted(part)}`;
  }
  return violatedField(expectation, body, redact);
}

function violatedField(
  { path, contains, value }: Extract<Expectation, { kind: 'json' }>,
  body: string,
  redact: Redact,
): string | undefined {
  const name = ['json', ...path].join('.');
  let field: unknown;
  try {
    field = path.reduce<unknown>(into, JSON.parse(body));
  } catch {
    return `the body is not JSON, so it has no ${name}`;
  }
  if (field === undefined) return `the body has no ${name}`;
  if (contains) return has(field, value) ? undefined : `${name} does not contain ${quoted(value)}`;
  // A number is also met by its text and the other way round: `json.version=2` means "2" too.
  if (JSON.stringify(field) === JSON.stringify(value) || scalar(field) === scalar(value)) return undefined;
  if (path.some(namesSecret)) return `${name} is not what was expected`;
  return `${name} is ${quoted(redact(shown(field)))} instead of ${quoted(value)}`;
}

function into(at: unknown, key: string): unknown {
  if (typeof at !== 'object' || at === null) return undefined;
  return Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined;
}

function has(field: unknown, value: unknown): boolean {
  if (Array.isArray(field)) return field.some((item) => JSON.stringify(item) === JSON.stringify(value));
  return typeof field === 'string' && field.includes(String(value));
}

const scalar = (value: unknown): string | undefined =>
  typeof value === 'object' || value === undefined ? JSON.stringify(value) : String(value);

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

/** What is quoted was redacted before: half a secret is not recognised. */
function quoted(value: unknown, longest = LONGEST_VALUE): string {
  const text = shown(value);
  return `"${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}"`;
}
