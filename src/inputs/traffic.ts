import { type InputDefinition, MOVES } from './input-definition.js';
import * as parse from './parsers.js';

export const TRAFFIC: InputDefinition[] = [
  {
    name: 'switch',
    group: 'traffic',
    help: 'Make the new version live at once. Without it, and without a canary, a deploy moves nothing.',
    parse: parse.bool,
    default: 'false',
    operations: ['deploy'],
  },
  {
    name: 'canary-weight',
    group: 'traffic',
    help: 'The share of the traffic for the new version, in percent: `10` or `10%`.',
    parse: parse.percent,
    operations: ['deploy', 'canary'],
  },
  {
    name: 'settle',
    group: 'traffic',
    help: 'Wait after a switch until no caller can still see the old version: `true` waits as long as the provider says, a duration waits that long.',
    parse: parse.flagOrDuration,
    operations: MOVES,
  },
  {
    name: 'allow-older',
    group: 'traffic',
    help: 'Go live even when the commit is older than the one that is live. A rollback needs no permission.',
    parse: parse.bool,
    default: 'false',
    operations: ['deploy', 'canary', 'promote'],
  },
  {
    name: 'allow-service-wide',
    group: 'traffic',
    help: 'Agree that all functions of the service move together (Function Compute 2.0); for `preview`, that the next version of any of them holds its code.',
    parse: parse.bool,
    operations: [...MOVES, 'preview'],
    providerSpecific: true,
    repeatInCommands: true,
  },
];
