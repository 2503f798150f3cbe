/** What the API sends, as far as it is read here. Nothing is there for sure: zip runtimes send no state at all. */
export interface FcFunction {
  functionName?: string;
  runtime?: string;
  handler?: string | null;
  layers?: unknown[] | null;
  environmentVariables?: Record<string, string> | null;
  customRuntimeConfig?: { command?: string[] | null; args?: string[] | null } | null;
  codeChecksum?: string | number;
  codeSize?: number;
  state?: string | null;
  stateReason?: string | null;
  lastUpdateStatus?: string | null;
  lastUpdateStatusReason?: string | null;
  createdTime?: string;
  lastModifiedTime?: string;
}

export interface FcVersion {
  /** documented as text, seen as a number */
  versionId?: string | number;
  description?: string | null;
  createdTime?: string;
}

export interface FcAlias {
  aliasName?: string;
  versionId?: string | number;
  description?: string | null;
  additionalVersionWeight?: Record<string, number | string> | null;
  /** 2.0 only: Random or Content */
  resolvePolicy?: string | null;
}

export interface FcTrigger {
  triggerName?: string;
  triggerType?: string;
  qualifier?: string | null;
  description?: string | null;
  /** an object, or JSON as text */
  triggerConfig?: unknown;
  /** 3.0 */
  httpTrigger?: { urlInternet?: string | null } | null;
  /** 2.0 */
  urlInternet?: string | null;
}

/** One route of a custom domain; what else it holds (methods, rewrites) is kept. */
export interface FcRoute {
  functionName?: string;
  serviceName?: string;
  qualifier?: string | null;
  path?: string;
}

export interface FcDomain {
  domainName?: string;
  routeConfig?: { routes?: FcRoute[] | null } | null;
}

/** What is done with calls that nobody waits for, of one qualifier. */
export interface FcAsyncSettings {
  destinationConfig?: unknown;
  maxAsyncEventAgeInSeconds?: number;
  maxAsyncRetryAttempts?: number;
  /** 3.0 */
  asyncTask?: boolean;
  /** 2.0 */
  statefulInvocation?: boolean;
}

export interface FcPage {
  nextToken?: string | number | null;
}
