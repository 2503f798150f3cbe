import { parseExpectations } from '../rollout/expectations.js';
import { parseSchedule } from '../rollout/schedule.js';
import type { InputDefinition } from './input-definition.js';
import { bool, count, duration, lines, oneOf, text, url } from './parsers.js';

const WATCHED: InputDefinition['operations'] = ['deploy', 'promote'];
const PROBES = ['probe-payload', 'probe-url'];
const probe = (
  name: string,
  help: string,
  more: Pick<InputDefinition, 'parse' | 'default' | 'onlyWith'>,
): InputDefinition => ({
  name,
  group: 'probes',
  help,
  operations: WATCHED,
  ...more,
});

/** Steps of traffic, and how the new version proves itself in them. */
export const ROLLOUT: InputDefinition[] = [
  {
    name: 'rollout',
    group: 'traffic',
    help: 'Shares of the traffic and how long to watch each, such as `10:5m,50:10m,100`, or a preset: `canary-10-5m`, `linear-10-1m`, `all-at-once`. Excludes `switch` and `canary-weight`.',
    parse: parseSchedule,
    operations: ['deploy', 'promote'],
  },
  {
    name: 'on-failure',
    group: 'traffic',
    help: 'When the new version fails its gate: `rollback` puts traffic back, `hold` leaves it. The job is red either way.',
    parse: oneOf(['rollback', 'hold'] as const),
    default: 'rollback',
    operations: WATCHED,
    onlyWith: ['rollout', 'alarm-names', ...PROBES],
  },
  {
    name: 'on-cancel',
    group: 'traffic',
    help: 'The same for a run that is cancelled or killed in the middle of a rollout.',
    parse: oneOf(['rollback', 'hold'] as const),
    default: 'rollback',
    operations: WATCHED,
    onlyWith: ['rollout', 'alarm-names', ...PROBES],
  },
  probe(
    'probe-url',
    'Probe this URL; `{version}` stands for the version’s number. For Invoke it is the way to probe.',
    {
      // As it is: a slash at its end may matter to the server.
      parse(value, name) {
        url(value.replaceAll('{version}', '1'), name);
        return value;
      },
    },
  ),
  probe(
    'probe-payload',
    'Run the new version with this payload (by its number, where the provider can). Nothing is invoked unless you give this or `probe-url`.',
    {
      parse: text,
    },
  ),
  probe(
    'probe-expect',
    'What each answer must be like, a line each: `status=200`, `text~ok`, `json.version=2`. Without a line for it, the status must be 2xx.',
    {
      parse: parseExpectations,
      default: '',
      onlyWith: PROBES,
    },
  ),
  probe('probe-count', 'How many answers the gate needs before traffic moves, and again in each watched step.', {
    parse: count(1),
    default: '10',
    onlyWith: PROBES,
  }),
  probe('probe-interval', 'From one probe to the next.', {
    parse: duration,
    default: '10s',
    onlyWith: ['alarm-names', ...PROBES],
  }),
  probe('probe-max-failures', 'How many failed probes pass. None, unless compared with the stable version.', {
    parse: count(0),
    onlyWith: PROBES,
  }),
  probe('probe-max-latency', 'A slower answer is a failed probe; the first one (a cold start) is let off.', {
    parse: duration,
    onlyWith: PROBES,
  }),
  probe(
    'probe-compare',
    'Probe the stable version side by side, and fail when the new one is worse than chance explains.',
    {
      parse: bool,
      default: 'false',
      onlyWith: PROBES,
    },
  ),
  {
    ...probe('alarm-names', 'CloudWatch alarms, one a line: one that rings during the rollout fails the gate.', {
      parse: lines,
      default: '',
    }),
    providerSpecific: true,
  },
];
