import { OPERATIONS } from '../core/operation-names.js';
import { ALL, defineInputs, MOVES } from './define-inputs.js';
import * as parse from './parsers.js';

/** What to do, and to which function. */
export const OPERATION_INPUTS = defineInputs({
  group: 'what',
  inputs: {
    operation: { help: 'What to do.', parse: parse.oneOf(OPERATIONS), default: 'deploy', operations: ALL },
    provider: {
      help: 'The system that runs the function: `invoke`, `aws-lambda`, `alibaba-fc3` or `alibaba-fc2`. Required, unless `versioned-deploy.yml` in the checkout says it.',
      parse: parse.text,
      required: true,
      operations: ALL,
      repeatInCommands: true,
    },
    function: {
      help: 'The name of the function; for Invoke also a UUID or `@project-slug/name`. Required.',
      parse: parse.text,
      required: true,
      operations: ALL,
      repeatInCommands: true,
    },
    manifest: {
      help: 'The file that says what functions there are and what each of them takes: docs/manifest.md. Default: `versioned-deploy.yml` at the root of the checkout, which is read where `provider` is not given.',
      parse: parse.text,
      operations: ALL,
    },
    alias: {
      help: 'The alias that takes live traffic. Default: `live` (Invoke has only one, `active`).',
      parse: parse.text,
      operations: ALL,
      repeatInCommands: true,
    },
    version: {
      help: 'The version to promote, to roll back to, to give a canary share, to compare, to download, or to delete. If empty: the running canary (promote), what was live before (rollback), or what is live (diff, download). On Invoke `7@1f3a5c7e9b2d` refuses a version 7 with another hash. `delete` also takes a list or a range: `3,5` or `3-7`.',
      parse: parse.version,
      parseFor: { delete: parse.versions },
      operations: ['canary', 'promote', 'rollback', 'diff', 'download', 'delete'],
    },
    'dry-run': {
      help: 'Send no writes to the provider; show what would be done.',
      parse: parse.bool,
      default: 'false',
      operations: [...MOVES, 'adopt', 'unadopt', 'delete', 'cleanup', 'preview'],
    },
    timeout: {
      help: 'How long the run may take in all. A `rollout` adds its own time to the default. Putting traffic back has a minute of its own.',
      parse: parse.timeoutDuration,
      default: '10m',
      operations: ALL,
    },
    limit: {
      help: 'How many versions `list` shows, newest first. Versions that an alias points at are always shown.',
      parse: parse.count(1),
      default: '50',
      operations: ['list'],
    },
  },
});

/** Where to work: inputs that several providers share. */
export const PLACE_INPUTS = defineInputs({
  group: 'where',
  inputs: {
    region: {
      help: 'The region. If empty, it is taken from the environment as the vendor’s own tools do.',
      parse: parse.text,
      operations: ALL,
      providerSpecific: true,
      repeatInCommands: true,
    },
    'allow.insecure-endpoint': {
      help: 'Send keys and code to an address that begins with `http://`, although it is not on this machine.',
      parse: parse.bool,
      operations: ALL,
      providerSpecific: true,
      repeatInCommands: true,
    },
    endpoint: {
      help: 'Another URL for the vendor’s API: the sandbox, a proxy, a private endpoint.',
      parse: parse.url,
      operations: ALL,
      providerSpecific: true,
      repeatInCommands: true,
    },
  },
});
