import { defineInputs } from './define-inputs.js';
import * as parse from './parsers.js';

/** What may be created because it does not exist. A provider that creates functions adds keys of its own. */
export const CREATE_INPUTS = defineInputs({
  group: 'package',
  maps: { create: { help: 'What to create when it does not exist.', main: 'function' } },
  inputs: {
    'create.alias': {
      help: 'Create the alias although the function has others. Without it, an alias that does not exist is taken for a misspelt one. The first alias of a function needs no permission.',
      parse: parse.bool,
      operations: ['deploy', 'canary', 'promote'],
      providerSpecific: true,
    },
  },
});
