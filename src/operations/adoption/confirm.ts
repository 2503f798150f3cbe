import type { Request } from '../../core/model.js';
import type { Operation } from '../../core/operation.js';

/** Without `confirm` the run is a dry run: it changes who calls what, so a person reads first what it would do. */
export const planUnlessConfirmed: NonNullable<Operation['skipReason']> = async (request) => {
  if (!request.confirm) request.dryRun = true;
  return undefined;
};

export const requireAdoption = (_: Request): ReturnType<Operation['requires']> => [
  {
    need: 'aliases',
    because: 'operation',
    instead: 'Its callers always get the version that is switched live, so there is nothing to adopt.',
  },
];
