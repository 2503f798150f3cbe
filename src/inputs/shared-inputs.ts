import { CREATE_INPUTS } from './create-inputs.js';
import type { RequestOf } from './define-inputs.js';
import { GITHUB_INPUTS } from './github-inputs.js';
import { PACKAGE_INPUTS } from './package-inputs.js';
import { PROBE_INPUTS } from './probe-inputs.js';
import { RETENTION_INPUTS } from './retention-inputs.js';
import { OPERATION_INPUTS, PLACE_INPUTS } from './target-inputs.js';
import { TRAFFIC_INPUTS } from './traffic-inputs.js';

/** The tables that all providers share; each provider adds its own (providers/<name>/inputs.ts). */
export const SHARED_INPUTS = [
  OPERATION_INPUTS,
  PLACE_INPUTS,
  PACKAGE_INPUTS,
  CREATE_INPUTS,
  TRAFFIC_INPUTS,
  PROBE_INPUTS,
  RETENTION_INPUTS,
  GITHUB_INPUTS,
] as const;

/** Everything that the shared tables say about a request. Durations in ms, shares in percent. */
export type SharedRequest = RequestOf<
  (typeof OPERATION_INPUTS)['inputs'] &
    (typeof PLACE_INPUTS)['inputs'] &
    (typeof PACKAGE_INPUTS)['inputs'] &
    (typeof CREATE_INPUTS)['inputs'] &
    (typeof TRAFFIC_INPUTS)['inputs'] &
    (typeof PROBE_INPUTS)['inputs'] &
    (typeof RETENTION_INPUTS)['inputs'] &
    (typeof GITHUB_INPUTS)['inputs']
>;
