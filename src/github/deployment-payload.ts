import { createHash } from 'node:crypto';
import type { DeploymentTarget } from '../core/forge.js';
import type { Receipt, TrafficSplit } from '../core/model.js';
import { parseVersionReference } from '../core/version-reference.js';

/**
 * What a Deployment remembers: the receipt as it is before the move, without what is long (steps, rows, the diff), what
 * is only true on this machine (paths), and what may be a server's own words (errors, notices). `after` is where the
 * move goes. GitHub lets no payload be changed later, so the status says how it ended.
 */
export function deploymentPayload(receipt: Receipt, next: TrafficSplit): Record<string, unknown> {
  const { schema, operation, provider, service, alias, before, previousVersion, changed, workflowRun } = receipt;
  const { file: _, ...pack } = receipt.package ?? { file: '' };
  const { id, checksum, bytes, createdAt } = receipt.version ?? {};
  return {
    ...{ schema, operation, provider, function: receipt.function, service, alias },
    before: before ? withReferences(before, receipt) : null,
    after: withReferences(next, receipt),
    previousVersion,
    changed,
    version: id === undefined ? undefined : { id, checksum, bytes, createdAt },
    package: receipt.package ? pack : undefined,
    source: workflowRun,
  };
}

function withReferences({ stable, canary }: TrafficSplit, { versionReferences = {} }: Receipt): TrafficSplit {
  const named = (version: string) => versionReferences[version] ?? version;
  return { stable: named(stable), ...(canary && { canary: { ...canary, version: named(canary.version) } }) };
}

export interface DeploymentPayload {
  operation: string;
  alias: string;
  before: TrafficSplit | null;
  after: TrafficSplit;
  /** number → the version's reference, where there is more than the number */
  references: Record<string, string>;
  /** of the workflow that opened it */
  commit?: string;
  run?: string;
}

/** The payload as GitHub gives it back: an object, or JSON as text. undefined: not one of ours for this function. */
export function readPayload(payload: unknown, place: DeploymentTarget): DeploymentPayload | undefined {
  const seen = typeof payload === 'string' ? parseJson(payload) : payload;
  if (typeof seen !== 'object' || seen === null) return undefined;
  const { provider, service, alias, operation, before, after, source, ...rest } = seen as Record<string, unknown>;
  if (provider !== place.provider || rest.function !== place.function) return undefined;
  if ((service ?? undefined) !== place.service || typeof alias !== 'string') return undefined;
  const references: Record<string, string> = {};
  const to = parseSplit(after, references);
  if (!to) return undefined;
  return {
    operation: typeof operation === 'string' ? operation : '',
    alias,
    before: parseSplit(before, references) ?? null,
    after: to,
    references,
    ...openedBy(source),
  };
}

function openedBy(source: unknown): Pick<DeploymentPayload, 'commit' | 'run'> {
  if (typeof source !== 'object' || source === null) return {};
  const { commit, runId } = source as Record<string, unknown>;
  return {
    ...(typeof commit === 'string' && /^[0-9a-f]{7,64}$/.test(commit) && { commit }),
    ...(typeof runId === 'string' && /^\d+$/.test(runId) && { run: runId }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The numbers; what stands beside them goes into `references`. */
function parseSplit(value: unknown, references: Record<string, string>): TrafficSplit | undefined {
  const numberOf = (text: unknown): string | undefined => {
    const { number, hash } = (typeof text === 'string' && parseVersionReference(text)) || {};
    if (number !== undefined && hash !== undefined) references[number] = String(text);
    return number;
  };
  if (typeof value !== 'object' || value === null) return undefined;
  const { stable: text, canary } = value as Record<string, unknown>;
  const stable = numberOf(text);
  if (stable === undefined) return undefined;
  if (typeof canary !== 'object' || canary === null) return { stable };
  const { version: share, percent } = canary as Record<string, unknown>;
  const version = numberOf(share);
  if (version === undefined || typeof percent !== 'number') return { stable };
  return { stable, canary: { version, percent } };
}

/** GitHub can filter by `task`, so it names the function. Its column takes 128 characters. */
export function deploymentTask({ provider, service, function: name }: DeploymentTarget): string {
  const task = `versioned-deploy:${provider}:${service ? `${service}/` : ''}${name}`;
  if (task.length <= 120) return task;
  return `${task.slice(0, 87)}#${createHash('sha256').update(task).digest('hex').slice(0, 32)}`;
}
