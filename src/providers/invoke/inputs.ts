import type { Target } from '../../core/model.js';
import { ALL, defineInputs, MOVES, type RequestOf } from '../../inputs/define-inputs.js';
import * as parse from '../../inputs/parsers.js';

/** The inputs that only Invoke reads. */
export const INVOKE_INPUTS = defineInputs({
  group: 'where',
  maps: { invoke: { help: 'The Invoke server.', main: 'url' } },
  inputs: {
    'invoke.url': {
      help: 'The admin API of Invoke, or INVOKE_BASE_URL in the environment.',
      parse: parse.url,
      operations: ALL,
      repeatInCommands: true,
    },
    'invoke.execution-url': {
      help: 'The execution service of Invoke, for the function’s own URL.',
      parse: parse.url,
      operations: ALL,
      repeatInCommands: true,
    },
    'invoke.project': {
      help: 'The Invoke project (slug or UUID) that holds the function.',
      parse: parse.text,
      operations: ALL,
      repeatInCommands: true,
    },
    'invoke.fast-switch': {
      help: 'Have callers see a switch after about 2 s instead of up to 30 s: the version is built once more, which tells the execution service. Somebody else’s switch meanwhile wins, and is an error.',
      parse: parse.bool,
      operations: [...MOVES, 'preview'],
      repeatInCommands: true,
    },
    'invoke-api-key': {
      help: 'An API key of Invoke, or INVOKE_API_KEY in the environment.',
      parse: parse.text,
      operations: ALL,
      secret: true,
    },
  },
});

/** Where a function of Invoke is. */
export type InvokeTarget = Target & RequestOf<(typeof INVOKE_INPUTS)['inputs']>;
