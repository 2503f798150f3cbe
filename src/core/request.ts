import type { RetentionRequest } from './retention.js';
import type { RolloutRequest } from './rollout-request.js';

/** What can be asked, and what was. */

export const OPERATIONS = [
  'deploy',
  'canary',
  'promote',
  'rollback',
  'list',
  'diff',
  'download',
  'delete',
  'cleanup',
  'preview',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

export const PROVIDERS = ['invoke', 'aws-lambda', 'alibaba-fc3', 'alibaba-fc2'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** Where to work: what `open` of a provider reads. */
export interface Target {
  provider: ProviderName;
  function: string;
  service?: string;
  /** default `live`; a provider with one fixed name brings its own */
  alias: string;
  region?: string;
  endpoint?: string;
  accountId?: string;
  invokeUrl?: string;
  invokeExecutionUrl?: string;
  invokeApiKey?: string;
  project?: string;
  bucket?: string;
  bucketPrefix?: string;
  architecture?: string;
  createIfMissing?: boolean;
  role?: string;
  runtime?: string;
  handler?: string;
  allowServiceWide?: boolean;
}

export type SecretsPolicy = 'warn' | 'refuse' | 'allow';
export type Compression = 'fast' | 'default' | 'best' | 'store';

/** What to pack. */
export interface PackageRequest {
  path?: string;
  exclude?: string[];
  ignoreFile?: string;
  compression: Compression;
  secrets: SecretsPolicy;
  uploadArtifact: boolean;
  description?: string;
}

/** What traffic should do. */
export interface TrafficRequest {
  version?: string;
  switch: boolean;
  /** percent */
  canaryWeight?: number;
  /** wait so long after a switch; `true` waits as long as the provider says that callers may lag */
  settle?: number | boolean;
  /** go live although the live commit is a newer one */
  allowOlder?: boolean;
}

/** How the run relates to GitHub. */
export interface GitHubRequest {
  rollbackWorkflow?: string;
  githubToken?: string;
}

/** What the user asked, parsed and checked. An undo is one too. */
export interface Request
  extends Target,
    PackageRequest,
    TrafficRequest,
    RolloutRequest,
    GitHubRequest,
    RetentionRequest {
  operation: OperationName;
  dryRun: boolean;
  timeoutMs: number;
  /** rows of `list` */
  limit: number;
  /** the inputs that say where to work, by their public names, as given: what a printed command repeats */
  targetInputs: Record<string, string>;
}
