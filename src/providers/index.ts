import type { ProviderName } from '../core/model.js';
import type { ProviderEntry } from '../core/provider.js';
import { can as fc2 } from './fc2/can.js';
import { can as fc3 } from './fc3/can.js';
import { can as invoke } from './invoke/can.js';
import { can as lambda } from './lambda/can.js';

/** One line each: known at once, loaded on use. */
export const providers: Record<ProviderName, ProviderEntry> = {
  invoke: { can: invoke, load: () => import('./invoke/index.js') },
  'aws-lambda': { can: lambda, load: () => import('./lambda/index.js') },
  'alibaba-fc3': { can: fc3, load: () => import('./fc3/index.js') },
  'alibaba-fc2': { can: fc2, load: () => import('./fc2/index.js') },
};
