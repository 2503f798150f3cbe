import { DeployError } from '../core/errors.js';
import type { Target } from '../core/model.js';
import type { Capabilities, ConfiguredEndpoint, Provider, ProviderContext, ProviderEntry } from '../core/provider.js';
import type { InputDefinition, InputTable, RequestOf } from '../inputs/define-inputs.js';
import { capabilities as fc2 } from './fc2/capabilities.js';
import { FC2_INPUTS } from './fc2/inputs.js';
import { capabilities as fc3 } from './fc3/capabilities.js';
import { capabilities as invoke } from './invoke/capabilities.js';
import { INVOKE_INPUTS } from './invoke/inputs.js';
import { capabilities as lambda } from './lambda/capabilities.js';
import { LAMBDA_INPUTS } from './lambda/inputs.js';

/** A provider as it is written down below: what costs nothing at once, the rest as loaders. */
interface Definition<Inputs extends Record<string, InputDefinition>> {
  capabilities: Capabilities;
  /** the inputs that only this provider reads */
  inputs?: InputTable<Inputs>;
  /** where versions belong to a service: its name */
  service?(target: Target & RequestOf<Inputs>): string | undefined;
  /** The check comes alone, and the SDK when nothing can be wrong with the input any more. */
  check(): Promise<{
    check(target: Target & RequestOf<Inputs>, env: ProviderContext['env']): void;
    configuredEndpoints?(target: Target & RequestOf<Inputs>, env: ProviderContext['env']): ConfiguredEndpoint[];
  }>;
  open(): Promise<{
    open(target: Target & RequestOf<Inputs>, context: ProviderContext): Promise<Provider>;
    /** the names of all functions in the same place; absent: they cannot be listed */
    functions?(target: Target & RequestOf<Inputs>, context: ProviderContext): AsyncIterable<string>;
  }>;
}

function defineProvider<Inputs extends Record<string, InputDefinition>>(definition: Definition<Inputs>): ProviderEntry {
  // The request was parsed with this very table of inputs.
  const own = (target: Target) => target as Target & RequestOf<Inputs>;
  const { capabilities, inputs, service, check, open } = definition;
  return {
    capabilities,
    inputs,
    service: (target) => service?.(own(target)),
    async load() {
      const checks = await check();
      return {
        check: (target, env) => checks.check(own(target), env),
        configuredEndpoints: (target, env) => checks.configuredEndpoints?.(own(target), env) ?? [],
        open: async (target, context) => (await open()).open(own(target), context),
        async *functions(target, context) {
          const { functions } = await open();
          if (!functions) {
            const next = 'Name them one by one.';
            throw new DeployError('input', `The functions of ${capabilities.title} cannot be listed.`, { next });
          }
          yield* functions(own(target), context);
        },
      };
    },
  };
}

/** One entry each: known at once, loaded on use. */
export const providers = {
  invoke: defineProvider({
    capabilities: invoke,
    inputs: INVOKE_INPUTS,
    check: () => import('./invoke/check.js'),
    open: () => import('./invoke/index.js'),
  }),
  'aws-lambda': defineProvider({
    capabilities: lambda,
    inputs: LAMBDA_INPUTS,
    check: () => import('./lambda/check.js'),
    open: () => import('./lambda/index.js'),
  }),
  'alibaba-fc3': defineProvider({
    capabilities: fc3,
    check: () => import('./fc3/check.js'),
    open: () => import('./fc3/index.js'),
  }),
  'alibaba-fc2': defineProvider({
    capabilities: fc2,
    inputs: FC2_INPUTS,
    service: ({ fc2: { service } }) => service,
    check: () => import('./fc2/check.js'),
    open: () => import('./fc2/index.js'),
  }),
} as const satisfies Record<string, ProviderEntry>;

export type ProviderName = keyof typeof providers;

export const isProviderName = (name: string): name is ProviderName => Object.hasOwn(providers, name);

/** The provider of that name, which the request has been checked for. */
export function providerOf(name: string): ProviderEntry {
  if (isProviderName(name)) return providers[name];
  throw new Error(`There is no provider "${name}".`);
}

export const PROVIDERS = Object.keys(providers) as ProviderName[];
