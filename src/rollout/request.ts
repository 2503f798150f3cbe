import type { RolloutRequest } from '../core/watching.js';

export type { RolloutRequest };

/** Does this request send probes? Nothing is invoked unless the user gives a payload or a URL. */
export const probes = ({ probeUrl, probePayload }: RolloutRequest): boolean =>
  probeUrl !== undefined || probePayload !== undefined;
