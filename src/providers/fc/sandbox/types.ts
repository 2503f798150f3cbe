import type { SandboxAnswer, SandboxContext, SandboxRequest } from '../../../sandbox/kit/types.js';
import type { ObjectStore } from './object-store.js';
import type { Settings } from './settings.js';

export type Json = Record<string, unknown>;

/** Which of the two APIs a sandbox speaks. */
export interface ApiGeneration {
  /** of the sandbox: "alibaba-fc3" */
  name: string;
  api: '2023-03-30' | '2021-04-06';
  /** what versions and aliases belong to */
  unit: 'function' | 'service';
  /** error bodies: Code and Message, or ErrorCode and ErrorMessage */
  errors: 'Code' | 'ErrorCode';
  /** ETag and If-Match */
  locks: boolean;
  /** under which trigger URLs are answered: "/_fc3/" */
  urls: string;
}

/** Code and configuration at one moment. */
export interface FrozenFunction {
  config: Json;
  code: Buffer;
  checksum: string;
}

export interface StoredFunction extends FrozenFunction {
  name: string;
  id: string;
  createdTime: string;
  lastModifiedTime: string;
  revision: number;
  /** looks that still see the last update as in progress */
  pending: number;
  /** ms since the epoch: it is in progress until then */
  readyAt: number;
  failed: boolean;
  triggers: Map<string, StoredTrigger>;
  /** by qualifier; LATEST for none */
  asyncSettings: Map<string, Json>;
}

export interface StoredVersion {
  id: number;
  description: string;
  createdTime: string;
  functions: Map<string, FrozenFunction & { createdTime: string }>;
  /** looks that still see it as in the making */
  pending: number;
  /** ms since the epoch: it is in the making until then */
  readyAt: number;
}

export interface StoredAlias {
  aliasName: string;
  versionId: string;
  description: string;
  weights: Record<string, number>;
  resolvePolicy?: string;
  createdTime: string;
  lastModifiedTime: string;
  revision: number;
  /** what an exact split still owes the additional version */
  owed: number;
}

export interface StoredTrigger {
  triggerName: string;
  triggerId: string;
  triggerType: string;
  triggerConfig: string;
  qualifier: string;
  description: string;
  createdTime: string;
  lastModifiedTime: string;
}

export interface StoredDomain {
  domainName: string;
  config: Json;
  createdTime: string;
  lastModifiedTime: string;
}

/** What versions and aliases belong to: a function with itself in it (3.0), or a service with many (2.0). */
export interface FcUnit {
  name: string;
  description: string;
  createdTime: string;
  revision: number;
  functions: Map<string, StoredFunction>;
  versions: StoredVersion[];
  /** numbers are never given twice */
  nextVersion: number;
  aliases: Map<string, StoredAlias>;
}

export interface FcState {
  generation: ApiGeneration;
  context: SandboxContext;
  settings: Settings;
  units: Map<string, FcUnit>;
  domains: Map<string, StoredDomain>;
  objects: ObjectStore;
  nonces: Set<string>;
  /** signs links to code */
  linkSecret: string;
}

/** One request that found its route. */
export interface FcCall {
  world: FcState;
  request: SandboxRequest;
  /** the segments of the path that the route names, decoded */
  params: Record<string, string>;
}

export type EndpointHandler = (call: FcCall) => SandboxAnswer | Promise<SandboxAnswer>;
