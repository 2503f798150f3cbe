import { parseExpectations } from '../rollout/expectations.js';
import { defineInputs } from './define-inputs.js';
import * as metrics from './metrics-parsers.js';
import * as parse from './parsers.js';

const WATCHED = ['deploy', 'promote'] as const;
const METRICS = ['metrics.signals', 'metrics.alarms'];
const PROBES = ['probe.payload', 'probe.url'];

/** How a new version proves itself. */
export const PROBE_INPUTS = defineInputs({
  group: 'probes',
  maps: {
    probe: { help: 'How the new version is called to find out whether it works.', main: 'url' },
    metrics: { help: 'What callers meet at the new version, as monitoring counts it.', main: 'signals' },
    gate: { help: 'What the new version must prove, and what happens when it does not.', main: 'failure' },
  },
  inputs: {
    'probe.url': {
      help: 'Call this URL; `{version}` stands for the number of the version. The only way to probe on Invoke.',
      // As it is: a slash at its end may matter to the server.
      parse: parse.parser({ type: 'string' }, (value, name) => {
        parse.url(value.replaceAll('{version}', '1'), name);
        return value;
      }),
      operations: WATCHED,
    },
    'probe.payload': {
      help: 'Call the new version with this payload (by its number, where the provider can). Nothing is called unless you give this or `url`.',
      parse: parse.payload,
      operations: WATCHED,
    },
    'probe.expect': {
      help: 'What each answer must be like, one expectation per line: `status=200`, `text~ok`, `json.version=2`. Without a line for it, the status must be 2xx.',
      parse: parse.parser({ type: ['string', 'array'], items: { type: 'string' } }, parseExpectations),
      default: '',
      operations: WATCHED,
      onlyWith: PROBES,
    },
    'probe.interval': {
      help: 'The time from one probe to the next while watching; a short step probes more often.',
      parse: parse.duration,
      default: '10s',
      operations: WATCHED,
      onlyWith: ['metrics.alarms', ...PROBES],
    },
    'probe.max-latency': {
      help: 'A slower answer is a failed probe; the first one (cold start) does not count.',
      parse: parse.duration,
      operations: WATCHED,
      onlyWith: PROBES,
    },
    'probe.logs': {
      help: 'Show the last log lines of a failed probe beside its reason, without the secrets in them. Only for probes by `payload`.',
      parse: parse.bool,
      default: 'false',
      operations: WATCHED,
      onlyWith: ['probe.payload'],
      providerSpecific: true,
    },
    'metrics.signals': {
      help: 'Compare what callers meet at both versions in the same minutes: `errors`, `latency` (calls over 1 s), or limits: `errors<1%`, `p99<800ms`. Counted by CloudWatch on AWS Lambda, elsewhere by `metrics.prometheus`.',
      parse: metrics.signals,
      default: '',
      operations: WATCHED,
    },
    'metrics.prometheus': {
      help: 'Ask a Prometheus instead: a map of `url` and the queries `calls`, `errors` and maybe `latency` (buckets), with `{version}` and `{window}` in each. A bearer token comes from PROMETHEUS_TOKEN.',
      parse: metrics.prometheus,
      operations: WATCHED,
      onlyWith: ['metrics.signals'],
    },
    'metrics.alarms': {
      help: 'CloudWatch alarms, one per line: the gate fails when one of them is in ALARM during the rollout.',
      parse: parse.lines,
      default: '',
      operations: WATCHED,
      providerSpecific: true,
    },
    'gate.failure': {
      help: 'When the new version fails its checks: `rollback` puts traffic back, `hold` leaves it where it is. The job fails either way.',
      parse: parse.oneOf(['rollback', 'hold']),
      default: 'rollback',
      operations: WATCHED,
      onlyWith: ['rollout', ...METRICS, ...PROBES],
    },
    'gate.unclear': {
      help: 'When there is not enough evidence, neither for the new version nor against it: `hold` leaves traffic where it is, `rollback` puts it back (the job fails either way), `pass` goes on.',
      parse: parse.oneOf(['hold', 'rollback', 'pass']),
      default: 'hold',
      operations: WATCHED,
      onlyWith: [...METRICS, ...PROBES],
    },
    'gate.detect': {
      help: 'The smallest difference in failures that matters, in percent. So many probes are sent that a build which fails so much more than the stable version would have shown it (95 %): 29 good ones for 10%, 59 for 5%.',
      parse: parse.difference,
      default: '10%',
      operations: WATCHED,
      onlyWith: ['metrics.signals', ...PROBES],
    },
    'gate.unchecked': {
      help: 'Say that a rollout is only a timer. Without it, a rollout that nothing checks (no probe, no metric, no alarm) is refused.',
      parse: parse.bool,
      default: 'false',
      operations: WATCHED,
      onlyWith: ['rollout'],
    },
    'gate.cancel': {
      help: 'The same for a run that is cancelled or killed during a rollout.',
      parse: parse.oneOf(['rollback', 'hold']),
      default: 'rollback',
      operations: WATCHED,
      onlyWith: ['rollout', ...METRICS, ...PROBES],
    },
  },
});
