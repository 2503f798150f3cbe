import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { prometheusSource } from '../../src/rollout/prometheus.js';

const QUERIES = {
  calls: 'sum(increase(http_requests_total{version="{version}"}[{window}]))',
  errors: 'sum(increase(http_requests_total{version="{version}",status=~"5.."}[{window}]))',
  latency: 'sum by (le) (increase(http_duration_seconds_bucket{version="{version}"}[{window}]))',
};
const VERSIONS = { stable: '1', candidate: '2' };

const contextAt = (now: () => number) => ({
  clock: { ...systemClock, now, sleep: async () => {} },
  log: silentLog,
  deadline: now() + 60_000,
});

let server: Server | undefined;
afterEach(() => void server?.close());

/**
 * Answers each query as the server's documentation shows it:
 * https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries
 */
async function serve(answer: (query: string) => { status?: number; body: object }) {
  const seen: { query: string; time: string; authorization?: string }[] = [];
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const query = searchParams.get('query') ?? '';
    seen.push({ query, time: searchParams.get('time') ?? '', authorization: request.headers.authorization });
    const { status = 200, body } = answer(query);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

const vector = (...rows: [object, string][]) => ({
  body: {
    status: 'success',
    data: { resultType: 'vector', result: rows.map(([metric, value]) => ({ metric, value: [1700000000, value] })) },
  },
});

const T = 1_700_000_040_000;
const lookAt = (url: string, token?: string, queries: typeof QUERIES | Omit<typeof QUERIES, 'latency'> = QUERIES) =>
  prometheusSource(
    { url, ...(token !== undefined && { token }) },
    queries,
    { ...VERSIONS, limitMs: 800 },
    contextAt(() => T + 180_000),
  ).look(T, T + 120_000);

describe('Prometheus as a source of traffic', () => {
  it('fills in the version and the window, and sends the token', async () => {
    const { url, seen } = await serve(() => vector([{}, '12.3']));
    const look = await lookAt(url, 's3cret', { calls: QUERIES.calls, errors: QUERIES.errors });
    expect(look).toEqual({
      from: T,
      to: T + 120_000,
      complete: true,
      stable: { calls: 12, errors: 12 },
      candidate: { calls: 12, errors: 12 },
    });
    expect(seen.map(({ query }) => query)).toContain('sum(increase(http_requests_total{version="2"}[120s]))');
    expect(seen[0]).toMatchObject({ time: String((T + 120_000) / 1000), authorization: 'Bearer s3cret' });
  });

  it('without a series nobody called', async () => {
    const { url } = await serve(() => vector());
    expect(await lookAt(url)).toEqual({ from: T, to: T + 120_000, complete: true });
  });

  it.each([
    ['more than one series', () => vector([{ a: '1' }, '1'], [{ a: '2' }, '2']), 'it returns 2 series'],
    [
      'a query that is wrong',
      () => ({ status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected end' } }),
      'parse error: unexpected end',
    ],
    ['a token that is refused', () => ({ status: 401, body: { error: 'bad token s3cret' } }), 'HTTP 401'],
  ])('%s is an error of the request', async (_, answer, words) => {
    const { url } = await serve(answer);
    const error: unknown = await lookAt(url, 's3cret').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining(words) });
    expect(String(error)).not.toContain('s3cret');
  });

  it('a query that would mix versions or minutes is refused, sending nothing', () => {
    const make = (calls: string) =>
      prometheusSource({ url: 'http://127.0.0.1:9' }, { ...QUERIES, calls }, VERSIONS, contextAt(Date.now));
    expect(() => make('sum(increase(x[{window}]))')).toThrow('has no {version}');
    expect(() => make('x')).toThrow('has no {version} and no {window}');
  });
});

/** A real one, where PROMETHEUS names its binary. */
const BINARY = process.env.PROMETHEUS;
(BINARY === undefined ? describe.skip : describe)('a real Prometheus', () => {
  let dir = '';
  let prometheus: ChildProcess | undefined;
  let target: Server | undefined;
  let url = '';
  const counts = { '1': { good: 0, bad: 0, slow: 0 }, '2': { good: 0, bad: 0, slow: 0 } };
  const page = () =>
    Object.entries(counts)
      .flatMap(([version, { good, bad, slow }]) => [
        `http_requests_total{version="${version}",status="200"} ${good}`,
        `http_requests_total{version="${version}",status="500"} ${bad}`,
        `http_duration_seconds_bucket{version="${version}",le="0.8"} ${good + bad - slow}`,
        `http_duration_seconds_bucket{version="${version}",le="+Inf"} ${good + bad}`,
      ])
      .join('\n');

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vd-prometheus-'));
    target = createServer((_, response) => response.end(`${page()}\n`));
    await new Promise<void>((resolve) => target?.listen(0, '127.0.0.1', resolve));
    const at = (target.address() as AddressInfo).port;
    const config = `scrape_configs: [{job_name: shop, scrape_interval: 1s, static_configs: [{targets: ['127.0.0.1:${at}']}]}]`;
    await writeFile(join(dir, 'prometheus.yml'), config);
    const port = 20_000 + (process.pid % 20_000);
    url = `http://127.0.0.1:${port}`;
    const flags = [`--config.file=${dir}/prometheus.yml`, `--storage.tsdb.path=${dir}/data`];
    prometheus = spawn(BINARY ?? '', [...flags, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
    for (
      let i = 0;
      i < 100 &&
      !(await fetch(`${url}/-/ready`).then(
        (r) => r.ok,
        () => false,
      ));
      i++
    )
      await sleep(200);
  }, 60_000);
  afterAll(async () => {
    prometheus?.kill();
    target?.close();
    await sleep(500);
    await rm(dir, { recursive: true, force: true });
  });

  it('counts both versions as they were called', async () => {
    // The counters exist before the first call, as client libraries recommend: `increase` needs a first value.
    const counted = `${url}/api/v1/query?query=count(http_requests_total)`;
    for (let i = 0; i < 100 && !(await (await fetch(counted)).text()).includes('"4"'); i++) await sleep(200);
    Object.assign(counts['1'], { good: 300, bad: 0, slow: 3 });
    Object.assign(counts['2'], { good: 180, bad: 20, slow: 100 });
    await sleep(3000);
    const end = Math.ceil(Date.now() / 1000) * 1000;
    // Its queries take any window; ours are whole minutes, so the clock stands where one ends.
    const shift = Math.ceil(end / 60_000) * 60_000 - end;
    const proxy = createServer(async (request, response) => {
      const asked = new URL(request.url ?? '', url);
      asked.searchParams.set('time', String(Number(asked.searchParams.get('time')) - shift / 1000));
      const answer = await fetch(asked);
      response.writeHead(answer.status).end(await answer.text());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const to = end + shift;
    const source = prometheusSource(
      { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
      QUERIES,
      { ...VERSIONS, limitMs: 800 },
      contextAt(() => to + 60_000),
    );
    const look = await source.look(to - 60_000, to);
    proxy.close();
    // Extrapolation to the edges of the window adds a little.
    for (const [seen, calls] of [
      [look.stable, 300],
      [look.candidate, 200],
    ] as const) {
      expect(seen?.calls).toBeGreaterThanOrEqual(calls);
      expect(seen?.calls).toBeLessThan(calls * 1.35);
    }
    expect(look.stable?.errors).toBe(0);
    expect((look.candidate?.errors ?? 0) / (look.candidate?.calls ?? 1)).toBeCloseTo(0.1, 1);
    expect((look.candidate?.over ?? 0) / (look.candidate?.calls ?? 1)).toBeCloseTo(0.5, 1);
  }, 30_000);

  it('says what is wrong with a query in its own words', async () => {
    const bad = { ...QUERIES, calls: 'sum(increase(x{version="{version}"}[{window}])' };
    const look = prometheusSource(
      { url },
      bad,
      VERSIONS,
      contextAt(() => T + 180_000),
    ).look(T, T + 60_000);
    await expect(look).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('parse error') });
  });
});
