import { LATEST_POLICIES } from '../core/latest-report.js';
import { parseSchedule } from '../rollout/schedule.js';
import { defineInputs, MOVES, PACKS } from './define-inputs.js';
import * as parse from './parsers.js';

/** Where traffic should go, and how. */
export const TRAFFIC_INPUTS = defineInputs({
  group: 'traffic',
  maps: {
    allow: {
      help: 'Exceptions that you agree to, one per line or separated by commas.',
      list: true,
    },
    release: { help: 'Several functions that go live as a whole.', main: 'members' },
  },
  inputs: {
    switch: {
      help: 'Make the new version live at once. Without it, and without a canary or a rollout, a deploy moves no traffic.',
      parse: parse.bool,
      default: 'false',
      operations: ['deploy'],
    },
    'canary-weight': {
      help: 'The share of the traffic for the new version, in percent: `10` or `10%`.',
      parse: parse.percent,
      operations: ['deploy', 'canary'],
    },
    rollout: {
      help: 'Shares of the traffic and how long to watch each, such as `10:5m,50:10m,100`, or a preset: `canary-10-5m`, `linear-10-1m`, `all-at-once`. Excludes `switch` and `canary-weight`.',
      parse: parseSchedule,
      operations: ['deploy', 'promote'],
    },
    settle: {
      help: 'Wait after each move until callers no longer see the old version: `true` waits as long as the provider says, a duration waits that long.',
      parse: parse.flagOrDuration,
      operations: MOVES,
    },
    'latest-callers': {
      help: 'What to do about callers of the newest upload (`$LATEST`, `LATEST`), whom no alias shields: `warn` says what they get; `refuse` stops before the upload; `protect` puts the live version’s code back right after publishing, and lets it follow the alias. If empty: `refuse` with a rollout, a canary or a probe, and for `preview`; otherwise `warn`.',
      parse: parse.oneOf(LATEST_POLICIES),
      operations: [...MOVES, 'preview', 'status'],
      providerSpecific: true,
      repeatInCommands: true,
    },
    'release.members': {
      help: 'The members of a release that is to be taken back, as its printed line names them: `provider/region/function/alias/version now/version before`, one per line or separated by commas. Each goes back only if the first version is live; what somebody has moved since is left alone and named.',
      parse: parse.text,
      operations: ['rollback'],
    },
    'allow.older': {
      help: 'Allow an older commit to go live. Not needed for a rollback.',
      parse: parse.bool,
      operations: ['deploy', 'canary', 'promote'],
    },
    'allow.handler': {
      help: 'Publish a package in which the handler of the function was not found.',
      parse: parse.bool,
      operations: PACKS,
      providerSpecific: true,
    },
    'allow.service-wide': {
      help: 'Confirm that every function of the service moves together (Function Compute 2.0); for `preview`, that the next version of each of them contains its code.',
      parse: parse.bool,
      operations: [...MOVES, 'preview'],
      providerSpecific: true,
      repeatInCommands: true,
    },
  },
});
