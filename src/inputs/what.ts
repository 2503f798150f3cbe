import { OPERATIONS, PROVIDERS } from '../core/model.js';
import * as parse from '../parse.js';
import { ALL, type Input, MOVES } from './input.js';

export const WHAT: Input[] = [
  {
    name: 'operation',
    group: 'what',
    help: 'What to do.',
    parse: parse.oneOf(OPERATIONS),
    fallback: 'deploy',
    operations: ALL,
  },
  {
    name: 'provider',
    group: 'what',
    help: 'The system that runs the function: `invoke`, `aws-lambda`, `alibaba-fc3` or `alibaba-fc2`. Required.',
    parse: parse.oneOf(PROVIDERS),
    operations: ALL,
    target: true,
  },
  {
    name: 'function',
    group: 'what',
    help: 'The function: its name; for Invoke also a UUID or `@project-slug/name`. Required.',
    parse: parse.text,
    operations: ALL,
    target: true,
  },
  {
    name: 'service',
    group: 'what',
    help: 'The service that holds the function (Function Compute 2.0).',
    parse: parse.text,
    operations: ALL,
    specific: true,
    target: true,
  },
  {
    name: 'alias',
    group: 'what',
    help: 'The alias that takes live traffic. `live` unless given; Invoke has just one, `active`.',
    parse: parse.text,
    operations: ALL,
    target: true,
  },
  {
    name: 'version',
    group: 'what',
    help: 'The version to promote, to roll back to, to give a canary share, to compare, to download, or to delete. Empty means: the running canary (promote), what was live before (rollback), or what is live (diff, download). For `delete` also a list or a range: `3,5` or `3-7`.',
    parse: parse.version,
    parseFor: { delete: parse.versions },
    operations: ['canary', 'promote', 'rollback', 'diff', 'download', 'delete'],
  },
  {
    name: 'dry-run',
    group: 'what',
    help: 'Write nothing at the provider; show what would be done.',
    parse: parse.bool,
    fallback: 'false',
    operations: [...MOVES, 'delete', 'cleanup', 'preview'],
  },
  {
    name: 'timeout',
    group: 'what',
    help: 'How long the run may take, in all. A `rollout` adds its own time to the default.',
    parse: parse.waiting,
    fallback: '10m',
    operations: ALL,
  },
  {
    name: 'limit',
    group: 'what',
    help: 'How many versions `list` shows, newest first. What an alias points at is always shown.',
    parse: parse.count(1),
    fallback: '50',
    operations: ['list'],
  },
];
