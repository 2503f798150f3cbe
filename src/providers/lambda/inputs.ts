import type { Target } from '../../core/model.js';
import { defineInputs, PACKS, type RequestOf } from '../../inputs/define-inputs.js';
import * as parse from '../../inputs/parsers.js';

/** The inputs that only AWS Lambda reads. */
export const LAMBDA_INPUTS = defineInputs({
  group: 'package',
  inputs: {
    'create.function': {
      help: 'Create the function when it does not exist.',
      parse: parse.bool,
      operations: PACKS,
    },
    'create.role': { help: 'Its execution role.', parse: parse.text, operations: PACKS },
    'create.runtime': { help: 'Its runtime.', parse: parse.text, operations: PACKS },
    'create.handler': { help: 'Its handler.', parse: parse.text, operations: PACKS },
    'create.architecture': {
      help: 'x86_64 or arm64; for a function that exists, when the code changes to it.',
      parse: parse.oneOf(['x86_64', 'arm64']),
      operations: PACKS,
    },
  },
});

/** Where a function of AWS Lambda is, and how to create it. */
export type LambdaTarget = Target & RequestOf<(typeof LAMBDA_INPUTS)['inputs']>;
