import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { type GivenInputs, readRequest } from '../../src/inputs/read-request.js';

const lambda: GivenInputs = { provider: 'aws-lambda', function: 'api', path: 'build', rollout: 'canary-10-5m' };
const PROMETHEUS = `signals: errors, p99<800ms
prometheus:
  url: https://prometheus.example.com/
  calls: sum(increase(http_requests_total{version="{version}"}[{window}]))
  errors: sum(increase(http_requests_total{version="{version}",status=~"5.."}[{window}]))
  latency: sum by (le) (increase(http_duration_seconds_bucket{version="{version}"}[{window}]))`;

async function refusal(given: GivenInputs): Promise<string> {
  try {
    await readRequest(given);
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'input') return `${error.message} ${error.next}`;
    throw error;
  }
  throw new Error('it was taken');
}

describe('metrics', () => {
  it('checks a rollout, and the time of its last minutes belongs to the timeout', async () => {
    const alone = await readRequest({ ...lambda, gate: '{unchecked: true}' });
    const checked = await readRequest({ ...lambda, metrics: 'errors, latency' });
    expect(checked.metrics.signals).toMatchObject([{ of: 'errors' }, { of: 'latency', limitMs: 1000 }]);
    expect(checked.timeout).toBeGreaterThanOrEqual(alone.timeout + 180_000);
  });

  it('takes a Prometheus as the documentation writes it', async () => {
    const { metrics } = await readRequest({
      ...lambda,
      provider: 'alibaba-fc3',
      region: 'eu-central-1',
      metrics: PROMETHEUS,
    });
    expect(metrics.prometheus).toEqual({
      url: 'https://prometheus.example.com',
      calls: 'sum(increase(http_requests_total{version="{version}"}[{window}]))',
      errors: 'sum(increase(http_requests_total{version="{version}",status=~"5.."}[{window}]))',
      latency: 'sum by (le) (increase(http_duration_seconds_bucket{version="{version}"}[{window}]))',
    });
  });

  it('names Prometheus where the vendor counts no calls by version', async () => {
    const text = await refusal({ ...lambda, provider: 'alibaba-fc3', region: 'eu-central-1', metrics: 'errors' });
    expect(text).toContain('Alibaba Function Compute 3.0 does not count calls by version.');
    expect(text).toContain('Give `metrics.prometheus` with a URL and queries');
  });

  it('is refused where all callers get one version', async () => {
    const given = { provider: 'invoke', function: 'api', path: 'build', 'invoke.url': 'https://invoke.example.com' };
    const text = await refusal({ ...given, rollout: 'all-at-once', metrics: PROMETHEUS });
    expect(text).toContain('gives all callers one version');
  });

  it.each(['all-at-once', '10:0s,100'])('is refused where nobody watches both versions: %s', async (rollout) => {
    expect(await refusal({ ...lambda, rollout, metrics: 'errors' })).toMatch(/both versions must have callers|0s/);
  });

  it('is refused with a query that would mix the versions, before anything is sent', async () => {
    const mixed = PROMETHEUS.replace('version="{version}"}[{window}]))', 'job="api"}[{window}]))');
    expect(await refusal({ ...lambda, metrics: mixed })).toContain('the query for calls has no {version}');
    expect(await refusal({ ...lambda, metrics: PROMETHEUS.replace(/\n {2}latency.*/, '') })).toContain(
      'no query says how long calls take',
    );
    expect(
      await refusal({ ...lambda, metrics: '{prometheus: {url: "https://p.example.com"}, signals: errors}' }),
    ).toContain('has no `calls`');
  });
});
