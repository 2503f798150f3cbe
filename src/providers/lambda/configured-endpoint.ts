import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConfiguredEndpoint, ProviderContext } from '../../core/provider.js';
import type { LambdaTarget } from './inputs.js';

type Env = ProviderContext['env'];

const VARIABLES = ['AWS_ENDPOINT_URL_LAMBDA', 'AWS_ENDPOINT_URL'];
/** Of services that are asked beside Lambda. */
const BESIDE = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_CLOUDWATCH'];

/**
 * Where requests go because the environment or a profile says so, Lambda's first; none where `endpoint` is given. Names
 * and order are the SDK's: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function configuredEndpoints({ endpoint }: LambdaTarget, env: Env): ConfiguredEndpoint[] {
  if (endpoint !== undefined || env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return [];
  const named = (name: string): ConfiguredEndpoint[] => (env[name] ? [{ from: name, url: env[name] }] : []);
  const lambda = VARIABLES.flatMap(named)[0] ?? endpointOfProfile(env);
  return [...(lambda ? [lambda] : []), ...BESIDE.flatMap(named)];
}

/** The one for Lambda; undefined: AWS's own. */
export const configuredEndpoint = (target: LambdaTarget, env: Env): string | undefined =>
  configuredEndpoints(target, env).find(({ from }) => !BESIDE.includes(from))?.url;

function endpointOfProfile(env: Env): ConfiguredEndpoint | undefined {
  const file = env.AWS_CONFIG_FILE || join(env.HOME || homedir(), '.aws', 'config');
  const name = env.AWS_PROFILE || 'default';
  const sections = readSections(file);
  const profile = sections.get(name === 'default' ? name : `profile ${name}`) ?? sections.get(`profile ${name}`);
  if (!profile || profile.get('ignore_configured_endpoint_urls') === 'true') return undefined;
  const service = sections.get(`services ${profile.get('services')}`);
  const url = service?.get('lambda.endpoint_url') ?? profile.get('endpoint_url');
  return url ? { from: `the profile ${name} in ${file}`, url } : undefined;
}

type Section = Map<string, string>;

/** Section → key → value; what is indented below a key without a value is `key.name`. A file that is not there has none. */
function readSections(file: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  let section: Section = new Map();
  for (const line of readLines(file)) {
    const title = /^\[\s*(.*?)\s*\]/.exec(line)?.[1]?.replace(/\s+/g, ' ');
    if (title === undefined) readSetting(line, section);
    else {
      section = sections.get(title) ?? new Map();
      sections.set(title, section);
    }
  }
  return sections;
}

/** The key that what is indented belongs to; no key of a file can be called so. */
const PARENT = '=';

function readSetting(line: string, section: Section): void {
  const [, indent = '', key, value = ''] = /^(\s*)([^=\s#;]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
  if (key === undefined) return;
  if (indent === '') section.set(PARENT, value === '' ? `${key}.` : '');
  section.set(indent === '' ? key : `${section.get(PARENT) ?? ''}${key}`, value);
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
