import type { Receipt, Version } from '../core/model.js';
import { staleVersionsText as writeStaleVersions } from '../core/traffic-lag.js';
import { truncate } from './escape.js';

/** Texts that several parts of a report share. */

/** "2026-11-20 18:04 UTC"; anything else is returned as it came */
export function formatTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What the time went into, without what took none. */
export const measuredStages = ({ stages }: Receipt): Receipt['stages'] => stages.filter(({ ms }) => Math.round(ms) > 0);

export const formatCount = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Did a download keep the archive as it is? */
export const isZip = (output: string): boolean => /\.zip$/i.test(output);

/** What `alias` stands for in this run: a preview has a place of its own. */
export function pointerName({ preview, alias }: Receipt): { kind: 'alias' | 'function'; name: string } | undefined {
  if (preview) return { kind: preview.kind, name: preview.name };
  return alias === '' ? undefined : { kind: 'alias', name: alias };
}

/** Where the service is what a version freezes, its name comes first. */
export const functionName = ({ service, function: name }: Receipt): string => (service ? `${service}/${name}` : name);

/** The number of a version that exists. */
export const versionNumber = (version: Version | undefined): string | undefined =>
  version && version.status !== 'planned' ? version.id : undefined;

/** Versions that callers may still get although they have no traffic any more; undefined: there are none. */
export const staleVersionsText = (receipt: Receipt): string | undefined =>
  writeStaleVersions(receipt, (version) => truncate(version, 40));

/** "2 inputs are wrong. (1) … (2) …" as a line each. */
export const problemLines = (message: string): string[] =>
  /^\d+ inputs are wrong\. \(1\) /.test(message) ? message.split(/ (?=\(\d+\) )/) : [message];
