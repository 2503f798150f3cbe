import type { SandboxContext, SandboxRequest } from '../../../sandbox/kit/types.js';
import type { Settings } from './settings.js';

/** FunctionConfiguration as it goes over the wire, without what is computed for each answer. */
export interface Config {
  Runtime?: string;
  Role: string;
  Handler?: string;
  Description: string;
  Timeout: number;
  MemorySize: number;
  CodeSha256: string;
  CodeSize: number;
  PackageType: 'Zip' | 'Image';
  Architectures: string[];
  LastModified: string;
  /** Environment, DeadLetterConfig, SnapStart, …: kept and shown as given */
  [more: string]: unknown;
}

/** One published version: never changes but for its state. */
export interface PublishedVersion {
  /** 0 is `$LATEST.PUBLISHED`, which has none and is replaced by each publish */
  number: number;
  config: Config;
  code: Buffer;
  reference?: CodeReference;
  revision: string;
  life: Lifecycle;
}

/** Something that becomes ready after some looks and some time. */
export interface Lifecycle {
  /** looks still to come that see it unready */
  looks: number;
  /** ms since the epoch before which it is unready */
  notBefore: number;
  failed: boolean;
}

/** An object that a function runs its code from (`S3ObjectStorageMode` REFERENCE), as GetFunction shows it. */
export interface CodeReference {
  S3Bucket: string;
  S3Key: string;
  S3ObjectVersion: string;
}

export interface StoredAlias {
  Name: string;
  FunctionVersion: string;
  Description: string;
  weights: Record<string, number>;
  RevisionId: string;
  /** AWS's own weights while provisioned concurrency moves, and for how many looks they stay */
  moving?: { weights: Record<string, number>; looks: number };
  /** where the even split stands: the canary's share that has added up */
  owed: number;
}

export interface StoredUrl {
  id: string;
  qualifier?: string;
  AuthType: 'NONE' | 'AWS_IAM';
  InvokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  Cors?: unknown;
  CreationTime: string;
}

export interface Statement {
  Sid: string;
  Effect: 'Allow';
  Principal: '*' | { AWS: string } | { Service: string };
  Action: string;
  Resource: string;
  Condition?: Record<string, unknown>;
}

/** As it goes over the wire, and when it was last changed. */
export interface AsyncSettings {
  MaximumRetryAttempts?: unknown;
  MaximumEventAgeInSeconds?: unknown;
  DestinationConfig?: unknown;
  /** since the epoch */
  seconds: number;
}

export interface StoredFunction {
  name: string;
  region: string;
  config: Config;
  code: Buffer;
  /** absent: Lambda holds a copy of its own */
  reference?: CodeReference;
  revision: string;
  /** of the function itself, after it was created */
  birth: Lifecycle;
  /** of the update that is under way; absent: none is */
  update?: Lifecycle;
  lastUpdateFailed: boolean;
  versions: Map<number, PublishedVersion>;
  /** never reused */
  next: number;
  aliases: Map<string, StoredAlias>;
  urls: StoredUrl[];
  /** qualifier ('' for none) → statements */
  policies: Map<string, Statement[]>;
  policyRevisions: Map<string, string>;
  /** qualifier → what is done with calls that nobody waits for */
  asyncSettings: Map<string, AsyncSettings>;
  tags: Record<string, string>;
  /** alias or version → executions kept warm */
  provisioned: Map<string, number>;
}

export interface EventSource {
  UUID: string;
  EventSourceArn: string;
  FunctionArn: string;
  region: string;
  tags: Record<string, string>;
  /** the next look still sees the change under way */
  changing?: 'Creating' | 'Updating';
  enabled: boolean;
}

/** What CloudWatch knows of a call. */
export interface RecordedCall {
  region: string;
  /** "name" or "name:qualifier" */
  resource: string;
  /** the version that ran; absent until it has ended */
  version?: string;
  /** ms since the epoch at which it began: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html */
  at: number;
  ms: number;
  failed: boolean;
}

/** Everything the sandbox knows. */
export interface LambdaState {
  context: SandboxContext;
  settings: Settings;
  /** region → name → function */
  regions: Map<string, Map<string, StoredFunction>>;
  eventSources: EventSource[];
  /** every call of a handler */
  calls: RecordedCall[];
  buckets: Map<string, Map<string, Buffer>>;
  /** the buckets that keep versions */
  versioned: Set<string>;
  uploads: Map<string, { bucket: string; key: string; parts: Map<number, Buffer> }>;
}

/** One request, verified and parsed. */
export interface LambdaCall {
  world: LambdaState;
  request: SandboxRequest;
  region: string;
  /** decoded path segments that the route names */
  params: string[];
  query: URLSearchParams;
  /** the JSON body, {} when there is none */
  json: Record<string, unknown>;
}
