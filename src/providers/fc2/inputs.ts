import type { Target } from '../../core/model.js';
import { ALL, defineInputs, type RequestOf } from '../../inputs/define-inputs.js';
import * as parse from '../../inputs/parsers.js';

/** The inputs that only Function Compute 2.0 reads. */
export const FC2_INPUTS = defineInputs({
  group: 'where',
  maps: { fc2: { help: 'Where Function Compute 2.0 keeps the function.', main: 'service' } },
  inputs: {
    'fc2.service': {
      help: 'The service that holds the function.',
      parse: parse.text,
      operations: ALL,
      repeatInCommands: true,
    },
    'fc2.account-id': {
      help: 'The number of the account, which is part of the host names.',
      parse: parse.text,
      operations: ALL,
      repeatInCommands: true,
    },
  },
});

/** Where a function of Function Compute 2.0 is. */
export type Fc2Target = Target & RequestOf<(typeof FC2_INPUTS)['inputs']>;
