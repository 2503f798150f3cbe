import type { Alias, Package, TrafficSplit } from '../../../src/core/model.js';
import type { Provider } from '../../../src/core/provider.js';
import type { Files } from '../../support/package.js';

/** Requests sent since the fixture started. */
export interface Sent {
  all: number;
  /** those that change something at the vendor; invoking a function is not one */
  writes: number;
}

/** What a provider's contract test brings: a fresh function without versions, and a way to look behind its back. */
export interface Fixture {
  /** Opens the provider as a new run does: nothing remembered. */
  open(): Promise<Provider>;
  /** the name of the pointer under test; no such alias yet */
  alias: string;
  /** The files of the n-th build, each a different one that this vendor can run. */
  files(n: number): Files;
  sent(): Sent;
  /** Someone else moves the alias, past every lock. Versions named here exist. */
  foreign(split: TrafficSplit): Promise<void>;
  close(): Promise<void>;
  /** the vendor's order of versions */
  order: 'oldest-first' | 'newest-first';
  /** versions in one page, when the vendor turns pages: make it small */
  pageSize?: number;
  /** what publishing the very code again does; default: the vendor answers with the version that has it */
  republish?: 'same' | 'another';
  /** a live alias has a URL that `url` knows; default false */
  callable?: boolean;
  /** what the n-th build answers when it is invoked, or a part of it; for `can.invoke` */
  answer?(n: number): string;
}

export type Start = () => Promise<Fixture>;

/** One test's provider with what every test needs. */
export interface Bench {
  fixture: Fixture;
  provider: Provider;
  /** the n-th build as a package */
  pack(n: number): Promise<Package>;
  /** Publishes builds 1…n; returns their numbers. */
  publish(n: number): Promise<string[]>;
  /** Points the alias at a version, whatever it points at now. */
  live(split: TrafficSplit): Promise<Alias>;
  /** Counts what `work` sends. */
  count<T>(work: () => Promise<T>): Promise<{ answer: T; sent: Sent }>;
}
