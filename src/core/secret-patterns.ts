/**
 * What should not ship, by its name and by its content. Pure: the worker uses it on what it has in hand. The forms of keys
 * and the names of files follow gitleaks' rules (https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml) and
 * GitHub's secret scanning, as far as a form says by itself what it is: a rule that guesses would cry wolf in each
 * package of dependencies.
 */

/** `.env`, `.env.local`, `.envrc`, `prod.env`; the examples that belong into a repository are fine. */
const ENV_FILE = /^\.env(?:rc|[._-].*)?$|^[\w.-]+\.env$/i;
const EXAMPLE = /(?:^|[._-])(?:example|sample|template|dist|defaults?)(?:\.env)?$/i;
const KEY_FILE = /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$|\.(?:p12|pfx|ppk|jks|keystore)$/i;
const LOGIN_FILE =
  /^(?:\.netrc|_netrc|\.git-credentials|\.pypirc|\.pgpass|\.htpasswd|\.s3cfg|\.dockercfg|\.vault-token)$|\.tfstate(?:\.backup)?$/i;
const LOGIN_PATH =
  /(?:^|\/)\.(?:aws\/credentials|aliyun\/config\.json|config\/gcloud\/[^/]+\.(?:json|db)|kube\/config)$/i;

/** A real key, not a program that handles keys: the header is followed by a line of base64 (in JSON by "\n"). */
const KEY_TEXT =
  /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\r?\n|\\n)(?:[A-Za-z-]+: [^\n]{0,200}\n|\r?\n){0,6}[A-Za-z0-9+/=]{40}/
    .source;

const TOKENS = new RegExp(
  [
    KEY_TEXT,
    String.raw`\b(?:AKIA|ABIA|ACCA)[A-Z2-7]{16}\b`,
    String.raw`aws_secret_access_key["']?\s{0,4}[=:]\s{0,4}["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])`,
    String.raw`\bLTAI[A-Za-z0-9]{20}\b`,
    String.raw`\bgh[oprsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{82}\b|\bglpat-[\w-]{20}`,
    String.raw`\bxox[bp]-\d{10,13}-\d{10,13}[\w-]{10,}|hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{20,}`,
    String.raw`\b[rs]k_live_[A-Za-z0-9]{20,99}\b`,
    String.raw`\bnpm_[A-Za-z0-9]{36}\b|\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}|\bdckr_pat_[\w-]{27}\b`,
    String.raw`\bSG\.[\w-]{22}\.[\w-]{43}\b|\bAIza[\w-]{35}\b|\bhf_[A-Za-z]{34}\b`,
    String.raw`\bsk-ant-[a-z]{3,6}\d\d-[\w-]{80,}|\bsk-(?:proj|svcacct|admin)-[\w-]{40,}`,
    String.raw`\bshpat_[a-fA-F0-9]{32}\b|\bdop_v1_[a-f0-9]{64}\b`,
  ].join('|'),
  'g',
);

/** Of one file name only: settings that may hold a login, or a variable that brings it. */
const LOGINS: readonly (readonly [name: RegExp, login: RegExp])[] = [
  [/^\.npmrc/, /(?:_authToken|_password|_auth)\s*=\s*[^\s$]/],
  [/^\.yarnrc\.yml/, /\bnpmAuth(?:Token|Ident):\s*["']?[^\s"'$]/],
  [/^\.?(?:docker)?config(?:\.json)?$|^\.dockerconfigjson$/, /"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"/],
  [/^(?:kube)?config(?:\.ya?ml)?$|\.kubeconfig$|^kube.*\.ya?ml$/, /\bclient-key-data:\s*[A-Za-z0-9+/=]{40}/],
];

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Should a file of this name not ship? */
export function isSecretName(path: string): boolean {
  const base = baseOf(path);
  if (ENV_FILE.test(base)) return !EXAMPLE.test(base);
  return KEY_FILE.test(base) || LOGIN_FILE.test(base) || LOGIN_PATH.test(path);
}

/** Keys of documentation, and those that somebody has typed: `ghp_xxxxxxxx…`. */
const isPlaceholder = (found: string): boolean => /EXAMPLE/.test(found) || new Set(found.slice(4)).size < 8;

function holdsToken(text: string): boolean {
  for (const [found] of text.matchAll(TOKENS)) if (!isPlaceholder(found)) return true;
  return false;
}

/** Does this content hold a private key or a token by its form, or a login in a file of that name? */
export function isSecretContent(path: string, content: Buffer): boolean {
  const scanner = secretScanner(path);
  scanner.add(content);
  return scanner.found();
}

/** The same for content that comes in parts, in their order. */
export interface SecretScanner {
  add(part: Uint8Array): void;
  found(): boolean;
}

/** Letters of one part that are looked at again with the next: what is found is shorter. */
const OVERLAP = 2048;

export function secretScanner(path: string): SecretScanner {
  const base = baseOf(path);
  const logins = LOGINS.filter(([name]) => name.test(base)).map(([, login]) => login);
  let found = false;
  let before = '';
  return {
    add(part) {
      if (found) return;
      const text = before + Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
      found = holdsToken(text) || logins.some((login) => login.test(text));
      before = text.slice(-OVERLAP);
    },
    found: () => found,
  };
}
