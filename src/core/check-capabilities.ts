import { inputError } from './errors.js';
import type { Request } from './model.js';
import type { Operation, RequiredCapability } from './operation.js';
import type { Capabilities } from './provider.js';

const WORDS: Record<RequiredCapability, string> = {
  split: 'split traffic between versions',
  notes: 'keep descriptions',
  invoke: 'run one version by its number',
  aliases: 'have several aliases',
};

/** Compares what a request needs with what the provider can, before the first request. Throws `input`. */
export function refuseMissingCapabilities(request: Request, operation: Operation, can: Capabilities): void {
  for (const { need, because, instead } of operation.requires(request)) {
    const able = need === 'aliases' ? can.aliases === 'many' : can[need];
    if (able) continue;
    const next = `Nothing was sent. ${instead ?? 'The README’s table of providers shows what each can do.'}`;
    throw inputError(because, '', `${can.title} cannot ${WORDS[need]}.`, next);
  }
  if (can.scope !== 'service' || request.allow.serviceWide || !operation.moves?.(request)) return;
  const next = 'Write `allow: service-wide` to confirm it. Nothing was sent.';
  throw inputError('allow', '', `${can.title} moves all functions of the service together.`, next);
}
