import type { Capabilities } from '../core/provider.js';
import { isProviderName, providers } from '../providers/index.js';
import { INPUTS } from './index.js';

/** Does this provider read the input? */
export function readBy(name: string, provider: string, { inputs }: Pick<Capabilities, 'inputs'>): boolean {
  const own = isProviderName(provider) && providers[provider].inputs?.inputs[name] !== undefined;
  const shared = Object.values(providers).every((entry) => entry.inputs?.inputs[name] === undefined);
  return own || (shared && (!INPUTS.find((one) => one.name === name)?.providerSpecific || inputs.includes(name)));
}
