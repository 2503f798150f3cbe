import type { Receipt, Version } from '../core/model.js';
import { truncate } from './escape.js';

/** Numbers as people read them. */

/** Bytes; MB means MiB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  if (kilo < 1023.5) return `${short(kilo)} KB`;
  const mega = kilo / 1024;
  return mega < 1023.5 ? `${short(mega)} MB` : `${short(mega / 1024)} GB`;
}

/** ms */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${short(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

const short = (value: number): string =>
  value >= 99.95 ? String(Math.round(value)) : String(Number(value.toFixed(1)));

/** 0–100; a share that is small but there never reads as none. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.01) return '< 0.01 %';
  return `${Number(share.toFixed(2))} %`;
}

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
export function lagText({ staleVersions = [], settlesMs = 0 }: Receipt): string | undefined {
  if (settlesMs <= 0 || staleVersions.length === 0) return undefined;
  const versions = staleVersions.map((version) => `version ${truncate(version, 40)}`).join(' and ');
  return `callers may still see ${versions} for up to ${formatDuration(settlesMs)}`;
}
