/**
 * Takes secrets out of what a function said, and leaves the sentence: a person needs the reason, and nobody the key.
 * A value is taken for a secret by its name ("password=…"), by its form ("AKIA…", a JWT, a private key), or because it
 * is long and not made of words. UUIDs, ARNs, paths and names of variables are none.
 */
import { endOfValue } from './labelled-value.js';

const STARS = '***';

const NAMES = [
  'passw(?:or)?d|passphrase|pwd|secret|token|credential|session(?:[-_ ]?id)?|signature|(?<![a-z])sig',
  'api[-_ ]?key|(?:secret|access|private|signing|encryption|account|master|shared)[-_ ]?(?:access[-_ ]?)?key',
  'authorization|cookie',
].join('|');
const NAME = `(?:${NAMES})s?(?:[-_ ]?(?:value|string))?`;
const ENDS_IN_NAME = new RegExp(`${NAME}$`, 'i');

/** Does a field of this name hold a secret? "sessionToken" does, "tokenCount" does not. */
export const namesSecret = (name: string): boolean => ENDS_IN_NAME.test(name);

/** `"dbPassword": `, `{\"token\":`, `api_key=`, `secret%3D`. An ARN is read first: it may have a part called secret. */
const LABEL = new RegExp(`\\barn:[\\w:/.*+@$-]+|(${NAME})\\\\{0,8}["']?\\s{0,8}(?:=>|[:=]|%3D)\\s{0,8}`, 'gi');

/** What stands after a name where a sentence goes on: "Invalid token: expired". */
const WORDS =
  /^(?:not|no|none|null|nil|undefined|true|false|missing|expired|invalid|empty|required|failed|cannot|could|must|the|is|was|unexpected|punc|revoked|unknown|denied)\b/i;

/** A key that is known by how it begins. Vendors' own pages, and the patterns of GitHub's secret scanning. */
const FORMS = new RegExp(
  [
    '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----END))*(?:-----END [A-Z0-9 ]{0,60}-----)?',
    '\\beyJ[\\w-]{6,}(?:\\.[\\w-]+){0,4}',
    '\\b(?:AKIA|ASIA)[A-Z0-9]{12,}',
    '\\b(?:LTAI|STS\\.)[A-Za-z0-9]{10,}',
    '\\b(?:gh[pousr]|github_pat|glpat|npm|hf|dop_v1|whsec|[rs]k_(?:live|test))[_-][\\w-]{10,}',
    '\\b(?:xox[abeprs]|xapp|sk|pypi)-[\\w-]{16,}',
    '\\bAIza[\\w-]{30,}',
    '\\bya29\\.[\\w.-]{16,}',
    '\\bSG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  ].join('|'),
  'g',
);

/** The password in "postgres://user:password@host", whatever it is made of; or a long user that is a token. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/?#@"'<>]{0,200}:)[^\s]+@/gi;
const URL_USER = /(:\/\/)[^\s:/?#@"'<>]{16,}@/g;

const SCHEME = /\b(Bearer|Basic) ([\w.~+/-]{8,}=*)/g;
const SAID = /\b(password|passphrase|secret|token|api[ _-]?key)( (?:is|was) )(\S*\d[^\s.,;]*)/gi;
const QUOTED = /(?<!unexpected )\b(password|passphrase|token|api[ _-]?key) (["'])([^"']+)\2/gi;

/** The text without its secrets. What is taken out leaves `***`. */
export function redactSecrets(text: string): string {
  return redactLabelled(text.replace(FORMS, STARS))
    .replace(URL_PASSWORD, `$1${STARS}@`)
    .replace(URL_USER, `$1${STARS}@`)
    .replace(SCHEME, (all, scheme: string, value: string) => (/[A-Z0-9=]/.test(value) ? `${scheme} ${STARS}` : all))
    .replace(SAID, `$1$2${STARS}`)
    .replace(QUOTED, `$1 $2${STARS}$2`)
    .replace(LONG, (run) => (isReadable(run) ? run : STARS));
}

/** A key as services give them out: capitals, small letters and digits, and no words. */
const DENSE = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?:[\w+=-]{30,}|[\w+/=-]{40})$/;
/** Keys of Invoke, and of many others, are 32 random bytes in hexadecimal digits. */
const HEX = /^(?=.*[a-f])(?=.*\d)[\da-f]{32,}$/i;

/**
 * Does a text that a person wrote hold a secret? Asks less than `redactSecrets`: the name of a bucket with an account's
 * number in it, an ARN and a UUID are none.
 */
export function holdsSecret(text: string): boolean {
  if (text.search(FORMS) >= 0 || text.search(URL_PASSWORD) >= 0 || text.search(URL_USER) >= 0) return true;
  if (redactLabelled(text) !== text) return true;
  return HEX.test(text.trim()) || (DENSE.test(text.trim()) && !isReadable(text.trim()));
}

function redactLabelled(text: string): string {
  let clean = '';
  let done = 0;
  LABEL.lastIndex = 0;
  for (let label = LABEL.exec(text); label; label = LABEL.exec(text)) {
    const [, name] = label;
    if (name === undefined) continue;
    const { start, end } = endOfValue(text, LABEL.lastIndex, name.toLowerCase());
    const value = text.slice(start, end);
    if (value === '' || value.startsWith(STARS) || WORDS.test(value) || value.startsWith('arn:')) continue;
    clean += text.slice(done, start) + STARS;
    done = end;
    LABEL.lastIndex = end;
  }
  return clean + text.slice(done);
}

const LONG = /[\w+/=-]{32,}/g;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
const TRACE = /1-[0-9a-f]{8}-[0-9a-f]{24}/g;
const WORD = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]|\d+/g;
const LONGEST_WORD = 24;

/**
 * Is a long run without a blank made of words, as a path or an identifier is? Then three of four characters stand in
 * words of four letters or more that have a vowel, there are few
 * short ones and few digits; hardly any run of random characters is like that.
 */
function isReadable(run: string): boolean {
  const rest = run.replace(UUID, '').replace(TRACE, '');
  if (rest.length < 16) return true;
  const words = rest.match(WORD) ?? [];
  const all = words.reduce((sum, { length }) => sum + length, 0);
  const real = words.filter((word) => word.length >= 4 && word.length <= LONGEST_WORD && /[aeiouy]/i.test(word));
  const digits = rest.replace(/\D/g, '').length;
  if (digits > all * 0.1 || words.length > all / 4) return false;
  return real.reduce((sum, { length }) => sum + length, 0) >= all * 0.75;
}
