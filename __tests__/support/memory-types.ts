import type { Alias, Caller, TrafficSplit, Version } from '../../src/core/model.js';
import type { CallResult, Capabilities, Provider } from '../../src/core/provider.js';
import type { Disturbance, Method } from './disturb.js';

export interface MemoryOptions {
  /** what this provider can do; the rest as `CAN` says */
  can?: Partial<Capabilities>;
  /** the vendor's order of `versions()`; default oldest first */
  order?: 'oldest-first' | 'newest-first';
  /** versions in a page; default 2, so that three versions need a second one */
  pageSize?: number;
  /** names of the functions that move together (scope `service`) */
  affects?: string[];
  callers?: Caller[];
  /** versions that the vendor keeps, and why */
  kept?: Record<string, string>;
  /** what the vendor's metrics say of the last 24 hours */
  calls?: Record<string, number>;
  /** what may not be read of the callers */
  unread?: string[];
  /**
   * what a version answers; default: 200 and `{"version":"7","payload":…}`. `alias`: it was called by one, and the vendor
   * adds which version has answered unless `tells` is false
   */
  answer?: (version: string, payload: string, alias?: string) => CallResult | Promise<CallResult>;
  tells?: boolean;
}

/** The world behind the provider, as someone else sees and moves it. */
export interface Memory {
  /** A provider at this world, as a run opens it. */
  open(): Provider;
  versions: Map<string, Kept>;
  aliases: Map<string, Alias>;
  /** the newest upload: what callers without a qualifier get */
  latest?: Latest;
  /** Someone else uploads code and publishes nothing. */
  upload(word: string): void;
  /** every request so far: the method's name (a page of `versions` is one) */
  requests: Method[];
  /** those that change something */
  writes(): number;
  disturb(disturbance: Disturbance): void;
  /** Nothing is disturbed any more. */
  calm(): void;
  /** Makes `count` more versions that hold no code; returns their numbers. */
  seed(count: number): string[];
  /** Someone else moves an alias, without asking anyone. */
  move(alias: string, split: TrafficSplit, note?: string): void;
}

export interface Kept extends Version {
  data: Buffer;
  manifest: string;
}

export type Latest = Pick<Kept, 'data' | 'manifest' | 'checksum'>;

export interface Inside {
  can: Capabilities;
  options: MemoryOptions;
  send<T>(method: Method, work: () => T | Promise<T>): Promise<T>;
  put(name: string, split: TrafficSplit, note?: string): Alias;
  add(facts: Pick<Kept, 'data' | 'manifest'> & Partial<Kept>): Kept;
  /** the version that the next call of an alias gets */
  chosen(alias: Alias): string;
}
