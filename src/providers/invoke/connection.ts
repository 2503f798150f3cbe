import { inputError } from '../../core/errors.js';
import { requireHttps } from '../../core/http/require-https.js';
import type { ConfiguredEndpoint, ProviderContext } from '../../core/provider.js';
import type { InvokeTarget } from './inputs.js';

/** Which function is meant: the server knows UUIDs only, and names are unique in their project only. */
export type FunctionReference = { id: string } | { name: string; project?: { slug: string } | { id: string } };

/** Where to work, checked. URLs have no slash at the end. */
export interface Connection {
  /** the admin API */
  url: string;
  key: string;
  /** the execution service; absent: not known, and then the function has no URL */
  executionUrl?: string;
  reference: FunctionReference;
  /** inputs that came from the environment, for a command that is pasted elsewhere */
  resolvedInputs: Record<string, string>;
}

type Env = ProviderContext['env'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SLUG = /^[a-z0-9][a-z0-9_-]*$/;

/** What the environment says in place of `invoke.url` and `invoke.execution-url`. */
export function configuredEndpoints({ invoke }: InvokeTarget, env: Env): ConfiguredEndpoint[] {
  const named = (given: string | undefined, names: string[]): ConfiguredEndpoint[] => {
    const from = given === undefined ? names.find((name) => env[name]?.trim()) : undefined;
    return from === undefined ? [] : [{ from, url: env[from]?.trim() ?? '' }];
  };
  return [
    ...named(invoke.url, ['INVOKE_BASE_URL']),
    ...named(invoke.executionUrl, ['INVOKE_EXECUTION_SERVICE_URL', 'EXECUTION_SERVICE_URL']),
  ];
}

/** Reads the target and its environment. Throws `input`; sends nothing, and never shows the key. */
export function readConnection(target: InvokeTarget, env: Env): Connection {
  const url = target.invoke.url ?? env.INVOKE_BASE_URL?.trim();
  if (!url) {
    const next = 'Write the URL of the admin API, such as https://invoke.example.com, or set INVOKE_BASE_URL.';
    throw inputError('invoke.url', '', 'is missing, and Invoke has no address of its own.', next);
  }
  const { execution, executionFromEnv } = executionOf(target, env);
  const base = adminUrl(url);
  for (const [input, address] of [
    ['invoke.url', base],
    ['invoke.execution-url', execution ?? ''],
  ] as const)
    requireHttps(input, address, target.allow?.insecureEndpoint);
  const resolved: Record<string, string> = {};
  if (target.invoke.url === undefined) resolved['invoke.url'] = base;
  if (execution && executionFromEnv) resolved['invoke.execution-url'] = execution;
  return {
    url: base,
    key: apiKey(target, env),
    executionUrl: execution,
    reference: functionReference(target),
    resolvedInputs: resolved,
  };
}

function executionOf({ invoke: { executionUrl: given } }: InvokeTarget, env: Env) {
  const found = (env.INVOKE_EXECUTION_SERVICE_URL || env.EXECUTION_SERVICE_URL)?.trim();
  const url = given ?? found;
  const execution = url ? checkedUrl('invoke.execution-url', url) : undefined;
  return { execution, executionFromEnv: given === undefined };
}

/** Each path of the admin API begins with `/api` already: with another before it the server knows none of them. */
function adminUrl(text: string): string {
  const base = checkedUrl('invoke.url', text);
  const instead = base.replace(/\/+api$/i, '');
  if (instead === base || /^https?:\/?$/i.test(instead)) return base;
  const problem = 'this ends in the "/api" that is added to each request, which would look for "/api/api".';
  throw inputError('invoke.url', base, problem, `Write ${instead} instead.`);
}

/** The value stays out of the error when it may hold a password. */
function checkedUrl(input: string, text: string): string {
  const next = 'Write it like https://invoke.example.com, without a user name, a query or a fragment.';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw inputError(input, text.includes('@') ? '' : text, 'this is not an http(s) URL.', next);
  }
  if (url.username !== '' || url.password !== '') {
    throw inputError(input, '', 'the URL carries a user name or a password, which would end up in logs.', next);
  }
  if (/[?#]/.test(text)) throw inputError(input, text, 'this is a URL with a query or a fragment.', next);
  return url.href.replace(/\/+$/, '');
}

function apiKey({ invokeApiKey }: InvokeTarget, env: Env): string {
  const key = (invokeApiKey ?? env.INVOKE_API_KEY)?.trim();
  if (!key) {
    const next = 'Give it as `invoke-api-key` from a secret, or set INVOKE_API_KEY.';
    throw inputError('invoke-api-key', '', 'is missing.', next);
  }
  // Anything else could not be sent as a header, or would be cut short by one.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    const next = 'Copy the key again, as one line.';
    throw inputError('invoke-api-key', '', 'it holds spaces, line feeds or letters that no key has.', next);
  }
  return key;
}

function functionReference({ function: name, invoke: { project } }: InvokeTarget): FunctionReference {
  if (UUID.test(name)) return { id: name.toLowerCase() };
  if (name.startsWith('@')) return referenceWithSlug(name, project);
  if (/\p{Cc}/u.test(name) || name.length > 100) {
    const next = 'Write its name (at most 100 characters), its UUID, or @project-slug/name.';
    throw inputError('function', name.replace(/\p{Cc}/gu, '?'), 'no function of Invoke has such a name.', next);
  }
  return { name, project: project === undefined ? undefined : projectReference(project) };
}

function referenceWithSlug(text: string, project: string | undefined): FunctionReference {
  const [, slug, name] = /^@([a-z0-9][a-z0-9_-]*)\/(.+)$/.exec(text) ?? [];
  if (slug === undefined || name === undefined) {
    const next = 'Write it like @my-project/my-function, with the slug in small letters.';
    throw inputError('function', text, 'this is not @project-slug/name.', next);
  }
  if (project !== undefined && project !== slug) {
    const next = `Leave one of the two out: \`function\` already says the project "${slug}".`;
    throw inputError('invoke.project', project, `this contradicts \`function: ${text}\`.`, next);
  }
  return { name, project: { slug } };
}

function projectReference(text: string): { slug: string } | { id: string } {
  if (UUID.test(text)) return { id: text.toLowerCase() };
  if (SLUG.test(text)) return { slug: text };
  const next = 'Write its slug (small letters, digits, - and _) or its UUID.';
  throw inputError('invoke.project', text, 'this is neither a slug nor a UUID.', next);
}
