import type { ProviderName } from '../core/model.js';
import type { ProviderEntry, ProviderModule } from '../core/provider.js';
import { capabilities as fc2 } from './fc2/capabilities.js';
import { capabilities as fc3 } from './fc3/capabilities.js';
import { capabilities as invoke } from './invoke/capabilities.js';
import { can as lambda } from './lambda/can.js';

type Part<Name extends keyof ProviderModule> = () => Promise<Pick<ProviderModule, Name>>;

/** The check comes alone, and the SDK when nothing can be wrong with the input any more. */
const late = (check: Part<'check'>, open: Part<'open'>) => async (): Promise<ProviderModule> => ({
  check: (await check()).check,
  open: async (target, context) => (await open()).open(target, context),
});

/** One line each: known at once, loaded on use. */
export const providers: Record<ProviderName, ProviderEntry> = {
  invoke: {
    capabilities: invoke,
    load: late(
      () => import('./invoke/check.js'),
      () => import('./invoke/index.js'),
    ),
  },
  'aws-lambda': {
    capabilities: lambda,
    load: late(
      () => import('./lambda/check.js'),
      () => import('./lambda/index.js'),
    ),
  },
  'alibaba-fc3': {
    capabilities: fc3,
    load: late(
      () => import('./fc3/check.js'),
      () => import('./fc3/index.js'),
    ),
  },
  'alibaba-fc2': {
    capabilities: fc2,
    load: late(
      () => import('./fc2/check.js'),
      () => import('./fc2/index.js'),
    ),
  },
};
