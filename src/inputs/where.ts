import { type InputDefinition, where } from './input-definition.js';
import * as parse from './parsers.js';

export const WHERE: InputDefinition[] = [
  where('region', 'The region. Otherwise from the environment of the vendor’s tools.'),
  where('endpoint', 'Another URL for the vendor’s API: the sandbox, a proxy, a private endpoint.', {
    parse: parse.url,
  }),
  where('account-id', 'The account’s number (Function Compute 2.0 has it in its host names).'),
  where('invoke-url', 'The admin API of Invoke, or INVOKE_BASE_URL in the environment.', { parse: parse.url }),
  where('invoke-execution-url', 'The execution service of Invoke, for the function’s own URL.', { parse: parse.url }),
  where('invoke-api-key', 'An API key of Invoke, or INVOKE_API_KEY in the environment.', {
    secret: true,
    repeatInCommands: undefined,
  }),
  where('project', 'The Invoke project (slug or UUID) that holds the function.'),
];
