import type { SharedRequest } from '../inputs/shared-inputs.js';

export { OPERATIONS, type OperationName } from './operation-names.js';

/**
 * What the user asked, parsed and checked: inferred from the tables in inputs/. An undo is one too. A provider's own
 * inputs stand beside these, and only that provider knows their types.
 */
export type Request = SharedRequest & {
  /** `live` unless given; a provider with one fixed name brings its own */
  alias: string;
  /** the inputs that say where to work, by their public names, as given: what a printed command repeats */
  targetInputs: Record<string, string>;
  /** of one member of a release that is taken back: only if this version is live; whatever came since is left alone */
  onlyFrom?: string;
};

/** Where to work: what every provider reads. */
export type Target = Pick<Request, 'provider' | 'function' | 'alias' | 'region' | 'endpoint' | 'bucket'> &
  Partial<Pick<Request, 'operation'>> & { allow?: Pick<Request['allow'], 'insecureEndpoint'> };

/** What to do about secrets in a package, and how hard to compress it. */
export type SecretsPolicy = Request['secrets'];
export type Compression = Request['compression'];

/** How a rollout is to be walked and watched. Times in ms. */
export type RolloutRequest = Pick<Request, 'rollout' | 'probe' | 'metrics' | 'gate'>;

/** Does a deploy of this request move traffic? */
export const movesTraffic = ({ switch: all, canaryWeight, rollout }: Request): boolean =>
  all || canaryWeight !== undefined || rollout !== undefined;

/** Does anything check the new version on its way? */
export const isChecked = (request: Pick<Request, 'probe' | 'metrics'>): boolean =>
  hasProbes(request) || checkingMetric(request) !== undefined;

/** The key of `metrics` that checks the new version; undefined: none. */
export function checkingMetric({ metrics }: Pick<Request, 'metrics'>): string | undefined {
  if (metrics.alarms.length > 0) return 'metrics.alarms';
  return metrics.signals.length > 0 ? 'metrics.signals' : undefined;
}

/** Does this request send probes? Nothing is called unless the user gives a payload or a URL. */
export const hasProbes = ({ probe }: Pick<Request, 'probe'>): boolean =>
  probe.url !== undefined || probe.payload !== undefined;
