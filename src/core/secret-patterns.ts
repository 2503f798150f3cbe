/** What should not ship, by its name and by its content. Pure: the worker uses it on what it has in hand. */

/** `.env`, `.env.local`, `.envrc`; the examples that belong into a repository are fine. */
const ENV_FILE = /^\.env(?:rc|[._-].*)?$/i;
const EXAMPLE = /[._-](?:example|sample|template|dist|defaults?)$/i;
const KEY_FILE = /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$|\.(?:p12|pfx|ppk)$/i;
/** A real key, not a program that handles keys: the header is followed by a line of base64 (in JSON by "\n"). */
const KEY_TEXT =
  /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\r?\n|\\n)(?:[A-Za-z-]+: [^\n]{0,200}\n|\r?\n){0,6}[A-Za-z0-9+/=]{40}/;
const NPM_TOKEN = /(?:_authToken|_password|_auth)\s*=\s*[^\s$]/;
const SNIFFED = 256 * 1024;

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Should a file of this name not ship? */
export function isSecretName(path: string): boolean {
  const base = baseOf(path);
  if (ENV_FILE.test(base)) return !EXAMPLE.test(base);
  return KEY_FILE.test(base);
}

/** Does this content hold a private key, or an .npmrc a token? Files over 256 KiB are not looked into. */
export function isSecretContent(path: string, content: Buffer): boolean {
  if (content.length > SNIFFED) return false;
  if (baseOf(path) === '.npmrc') return NPM_TOKEN.test(content.toString('latin1'));
  return content.includes('PRIVATE KEY') && KEY_TEXT.test(content.toString('latin1'));
}
