import { bool, count, duration, lines, oneOf, text, url } from '../parse.js';
import { parseExpect } from '../rollout/expect.js';
import { parseSchedule } from '../rollout/steps.js';
import type { Input } from './input.js';

const WATCHED: Input['operations'] = ['deploy', 'promote'];
const PROBES = ['probe-payload', 'probe-url'];
const probe = (name: string, help: string, more: Pick<Input, 'parse' | 'fallback' | 'beside'>): Input => ({
  name,
  group: 'probes',
  help,
  operations: WATCHED,
  ...more,
});

/** Steps of traffic, and how the new version proves itself in them. */
export const ROLLOUT: Input[] = [
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
    fallback: 'rollback',
    operations: WATCHED,
    beside: ['rollout', 'alarm-names', ...PROBES],
  },
  {
    name: 'on-cancel',
    group: 'traffic',
    help: 'The same for a run that is cancelled or killed in the middle of a rollout.',
    parse: oneOf(['rollback', 'hold'] as const),
    fallback: 'rollback',
    operations: WATCHED,
    beside: ['rollout', 'alarm-names', ...PROBES],
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
      parse: parseExpect,
      fallback: '',
      beside: PROBES,
    },
  ),
  probe('probe-count', 'How many answers the gate needs before traffic moves, and again in each watched step.', {
    parse: count(1),
    fallback: '10',
    beside: PROBES,
  }),
  probe('probe-interval', 'From one probe to the next.', {
    parse: duration,
    fallback: '10s',
    beside: ['alarm-names', ...PROBES],
  }),
  probe('probe-max-failures', 'How many failed probes pass. None, unless compared with the stable version.', {
    parse: count(0),
    beside: PROBES,
  }),
  probe('probe-max-latency', 'A slower answer is a failed probe; the first one (a cold start) is let off.', {
    parse: duration,
    beside: PROBES,
  }),
  probe(
    'probe-compare',
    'Probe the stable version side by side, and fail when the new one is worse than chance explains.',
    {
      parse: bool,
      fallback: 'false',
      beside: PROBES,
    },
  ),
  {
    ...probe('alarm-names', 'CloudWatch alarms, one a line: one that rings during the rollout fails the gate.', {
      parse: lines,
      fallback: '',
    }),
    specific: true,
  },
];
