import type { Readable } from 'node:stream';
import type { InputTable } from '../inputs/define-inputs.js';
import type { AdoptionDirection, AdoptionPlan } from './adoption.js';
import type { Clock } from './clock.js';
import type { ConfigurationDiff } from './configuration-diff.js';
import type { Log } from './log.js';
import type {
  Alias,
  Archive,
  ArchiveFormat,
  Caller,
  Package,
  Step,
  Target,
  TrafficSplit,
  VendorCommand,
  Version,
} from './model.js';
import type { TrafficOptions, TrafficSource } from './traffic-source.js';

/** What a provider can do, as data. Compared with what an operation needs before the first request. */
export interface Capabilities {
  /** the name people know: "AWS Lambda" */
  title: string;
  /** `many`: the user names aliases; otherwise the one fixed name of the only pointer */
  aliases: 'many' | { fixed: string };
  /** a second version may get a share of the traffic */
  split: boolean;
  /** versions and aliases keep a description */
  notes: boolean;
  /** what one version freezes */
  scope: 'function' | 'service';
  /** one version can be run by its number */
  invoke: boolean;
  /** the response header that names the version which has answered a call, where the vendor sends one */
  versionHeader?: string;
  /** calls of functions that the vendor takes from one address: so many in so much time (ms); absent: no such limit */
  callLimit?: { calls: number; perMs: number };
  /** the vendor's monitoring that counts callers' calls by version; absent: there is none */
  countsCalls?: string;
  /** the hash that the vendor shows for an archive, if it can be known before the upload */
  codeHash?: 'sha256' | 'crc64';
  /** a write refuses a stale read */
  lock: boolean;
  /** the qualifier by which callers name the newest upload, which no alias holds; absent: they cannot */
  latest?: string;
  /** for how long traffic may lag behind the pointer, in ms */
  settlesMs: number;
  formats: readonly ArchiveFormat[];
  /** the vendor unpacks a zip without knowing links, so what they point at goes in instead */
  followLinks?: true;
  /** the number of a deleted version may be given to another one */
  reusesNumbers?: true;
  /** bytes of an archive that the API takes directly */
  maxPackageBytes: number;
  /** bytes of an archive that goes through `bucket`; absent: there is no such way */
  maxBucketBytes?: number;
  /** bytes of all files together */
  maxUnpackedBytes?: number;
  /** names of the shared inputs that only some providers read, and this one does */
  inputs: readonly string[];
  /** where credentials come from, for messages: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or …" */
  credentials: string;
}

/** What a provider is given besides its target. */
export interface ProviderContext {
  clock: Clock;
  log: Log;
  /** ms since the epoch: when our own `timeout` ends */
  deadline: number;
  signal?: AbortSignal;
  /** the environment, read-only; SDKs read their own credentials from the process */
  env: Readonly<Record<string, string | undefined>>;
}

export interface PublishResult {
  version: Version;
  /** false: the provider already had this code (and configuration) as that version */
  created: boolean;
  /** bytes sent to the provider */
  uploadedBytes: number;
}

/**
 * Sends one of the writes that a publish is made of, and has it written down before. Whoever publishes without a
 * journal leaves it out.
 */
export type WriteStep = <T>(step: Pick<Step, 'kind' | 'what' | 'checksum'>, send: () => Promise<T>) => Promise<T>;

export interface PointOptions {
  /** what was read; the pointer moves only if it still is that. Absent: the alias must not exist yet */
  expected?: Alias;
  /** the alias's new description, where the provider keeps notes */
  note?: string;
  /** only the note is written: the traffic stays where it is */
  noteOnly?: true;
}

/** Who calls a function, as far as that could be read. */
export interface CallersRead {
  callers: Caller[];
  /** what could not be read, each with the action that was not allowed: "its function URLs (lambda:List…)" */
  unread: string[];
  /** aliases whose own policy was not asked for, since there are too many */
  unasked?: string[];
  /** calls of the last 24 hours by qualifier, where the vendor's metrics could be read */
  calls?: Record<string, number>;
}

/** What must be known to put a stored version's code back into the newest upload. */
export interface PutLatestOptions {
  /** the hashes that the newest upload may have (the vendor's spelling): anything else is somebody's and is left alone */
  expected: readonly string[];
  /** the version's archive, fetched when the vendor has no copy of its own to take it from */
  archive: () => Promise<Archive>;
}

/** What of a function's configuration says which code of the package is called. */
export interface HandlerSetting {
  /** as the vendor names it: "nodejs22.x", "provided.al2023", "custom.debian12" */
  runtime: string;
  /** "src/app.handler"; runtimes that start a program of the package's own make nothing of it */
  handler: string;
  /** the words that start such a program, where they are configured */
  command?: readonly string[];
  /** how many layers bring more files */
  layers: number;
  /** names of the variables in its environment; absent: they cannot be read */
  variables?: readonly string[];
}

/** The answer of one version to one call. */
export interface CallResult {
  /** HTTP status of the call (or what the function's answer says, where it carries one) */
  status: number;
  /** response body, at most 6 MB */
  body: string;
  ms: number;
  /** the function itself failed: its error type */
  error?: string;
  /** the version that answered, where the vendor says so */
  version?: string;
  /** the end of what the call logged, as the vendor returns it (its beginning may be cut); only where it was asked for */
  log?: string;
}

export interface InvokeOptions {
  /** the answer is to bring the end of the call's log */
  log?: boolean;
}

/** unknown: too little data, or it could not be read. */
export interface AlarmState {
  name: string;
  state: 'ok' | 'ringing' | 'unknown';
  /** the vendor's own words */
  reason?: string;
}

/** A function beside the one that was opened: what holds a preview where there are no aliases. */
export interface SiblingFunction {
  /** absent: there is no function of that name */
  provider?: Provider;
  /** Makes it, without code, and marks it as made by us. */
  create(): Promise<Provider>;
  /** Deletes it with all its versions. Throws `refused` when it is not ours any more. */
  destroy(): Promise<void>;
}

/**
 * Everything a provider author must implement. No method may send a write that it does not name, and no method
 * repeats a request whose answer an earlier call of the same run already brought and that cannot have changed.
 * A provider is a plain object of closures (no class, no `this`), so that the journal can wrap it by spreading.
 * Every method throws DeployError: `vendor`, `conflict`, `network`, `timeout` or `refused`.
 */
export interface Provider {
  readonly capabilities: Capabilities;
  /** public inputs that came from elsewhere (the environment, a lookup) and that a pasted command must carry */
  readonly resolvedInputs?: Readonly<Record<string, string>>;
  /** all pages, in the vendor's order */
  versions(): AsyncIterable<Version>;
  aliases(): AsyncIterable<Alias>;
  /** undefined: there is no such alias (or nothing is live) */
  alias(name: string): Promise<Alias | undefined>;
  /** One version; undefined: it does not exist. */
  version(id: string): Promise<Version | undefined>;
  /**
   * A version that already holds this package and may take traffic as it is. Looks at what is live and at the
   * newest, not at every page.
   */
  findPublished(pkg: Package, live: Alias | undefined): Promise<Version | undefined>;
  /** What is called in a package, as `findPublished` has read it; undefined: not known. */
  handler?(): Promise<HandlerSetting | undefined>;
  /**
   * What of the configuration differs between a version and another one (or the newest upload, by
   * `capabilities.latest`), or (for a package) what `publish` would freeze now. Asks for nothing that `findPublished` has read. Undefined: one of them does not exist.
   */
  configurationDiff?(from: string, to: string | Package): Promise<ConfigurationDiff | undefined>;
  /** the archive of a version as the vendor gives it back */
  code(version: Version): Promise<Readable>;
  /**
   * Resolves when the version is ready for traffic. The note is cut and escaped already. Each write goes through
   * `write`, so that a run that ends between two of them tells which was sent.
   */
  publish(pkg: Package, note: string, write?: WriteStep): Promise<PublishResult>;
  /** Moves (or creates) the alias and answers it as read back. Throws `conflict` when it is not `expected` any more. */
  point(alias: string, split: TrafficSplit, options: PointOptions): Promise<Alias>;
  /**
   * Deletes a version. Refuses everything but a plain number, and what the vendor would leave dangling. `conflict` with
   * `writeAccepted`: it is deleted, and someone pointed an alias at it at the same moment.
   */
  remove(version: Version): Promise<void>;
  drop(alias: Alias): Promise<void>;
  /**
   * How a command names a version so that no other one is ever meant (see core/version-reference.ts); the number alone
   * as long as this run has not seen the version. With `reusesNumbers`. Sends nothing.
   */
  versionReference?(version: string): string;
  /** From now on whatever reads this version refuses another one under its number. With `reusesNumbers`. Sends nothing. */
  expectVersion?(version: string, hash: string): void;
  /** The vendor's own one-liners that point `alias` at `rollout`. Sends nothing. */
  command(alias: string, rollout: TrafficSplit): VendorCommand[];
  /** where the alias can be called */
  url?(alias: string): Promise<string | undefined>;
  /**
   * Who calls the function, as far as the vendor tells; `of` limits the answer (and, where it can, the read) to callers
   * of these qualifiers. What may not be read is named in the answer. With `counts`, also how often, where there are
   * metrics.
   */
  callers?(of?: readonly string[], counts?: boolean): Promise<CallersRead>;
  /** The newest upload as it is now, read afresh; its `id` is `capabilities.latest`. */
  latest?(): Promise<Version | undefined>;
  /** Freezes what the newest upload holds as a version, as it is. */
  pinLatest?(note: string): Promise<Version>;
  /** Why this version must stay, beside what points at it: the vendor's own work with it. Sends reads only. */
  whyKept?(version: Version): Promise<string | undefined>;
  /**
   * Puts a version's code back into the newest upload; the configuration stays. Returns what it holds then.
   * Throws `conflict` when it holds none of `expected`.
   */
  putLatest?(version: Version, options: PutLatestOptions): Promise<Version>;
  /**
   * What it takes to bring callers of the newest upload under the alias, or back; sends reads only. The alias may not
   * exist yet. Each step's `apply` sends what the step says.
   */
  adoption?(alias: string, direction: AdoptionDirection): Promise<AdoptionPlan>;
  /** Runs a version by its number, or (where there are many aliases) whichever version an alias gives the call to. */
  invoke?(qualifier: string, payload: string, options?: InvokeOptions): Promise<CallResult>;
  /** Calls whatever version is live, with the function's own key where it needs one; for providers without `invoke`. */
  callLive?(payload: string): Promise<CallResult>;
  /** The state of alarms in the vendor's monitoring; throws `input` for a name that it does not know. */
  alarms?(names: readonly string[]): Promise<AlarmState[]>;
  /** Callers' own traffic by an alias, counted for two versions in the vendor's monitoring. Sends nothing by itself. */
  trafficSource?(options: TrafficOptions): TrafficSource;
  /** Makes a URL for an alias; returns it. */
  expose?(alias: string, options: { public: boolean }): Promise<string>;
  /**
   * Looks for another function of the same place. Where one function cannot hold what is live and a preview. Throws
   * `refused` when it is there and we did not make it: nothing may be sent to it.
   */
  siblingFunction?(name: string): Promise<SiblingFunction>;
  /** What moves together with this function, where the scope is a service: all names, this one included. */
  versionedTogether?(): Promise<string[]>;
}

/** One entry of providers/index.ts: known at once, loaded on use. */
export interface ProviderEntry {
  capabilities: Capabilities;
  /** the inputs that only this provider reads */
  inputs?: InputTable;
  /** where versions belong to a service: the name of the service that the target names */
  service?(target: Target): string | undefined;
  load(): Promise<ProviderModule>;
}

/** Where requests go, and with them keys and code, although no input says so. */
export interface ConfiguredEndpoint {
  /** the variable or the profile that says it: "AWS_ENDPOINT_URL" */
  from: string;
  url: string;
}

export interface ProviderModule {
  /** Bad input is refused here, before anything is sent: throws `input`. */
  check(target: Target, env: ProviderContext['env']): void;
  /** What the environment or a profile says instead of an input; absent: this provider reads none. */
  configuredEndpoints?(target: Target, env: ProviderContext['env']): ConfiguredEndpoint[];
  /** May send reads (resolve a name). */
  open(target: Target, context: ProviderContext): Promise<Provider>;
  /** The names of all functions where the target points, whatever its own name; absent: they cannot be listed. */
  functions?(target: Target, context: ProviderContext): AsyncIterable<string>;
}
