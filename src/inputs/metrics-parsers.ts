import { didYouMean } from '../core/did-you-mean.js';
import { inputError } from '../core/errors.js';
import { type PrometheusInput, SLOW_MS, type TrafficSignal } from '../core/traffic-signals.js';
import { refuseUnbound } from '../rollout/prometheus-queries.js';
import { parser, url } from './parsers.js';

const EXAMPLES = 'Write errors, latency, errors<1%, or p99<800ms. The names of alarms go into `metrics.alarms`.';

/** What callers met: `errors, latency`, `errors<1%`, `errors<=stable`, `p99<800ms`, `latency<=stable`. */
export const signals = parser<TrafficSignal[]>(
  { type: ['string', 'array'], items: { type: 'string' } },
  (value, name) => {
    const words = value.split(/[,\n]/).map((word) => word.trim());
    const found = words.filter((word) => word !== '').map((word) => signal(word, name));
    for (const what of ['errors', 'latency'] as const) {
      const same = found.filter((one) => one.of === what);
      if (same.length < 2) continue;
      const next = 'Keep the one that matters most.';
      throw inputError(name, same.map(({ text }) => text).join(', '), `says twice what ${what} may be.`, next);
    }
    return found;
  },
);

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const ERRORS = new RegExp(String.raw`^errors\s*<=?\s*${NUMBER}\s*%$`);
const SLOWER = new RegExp(String.raw`^p(\d{2}(?:\.\d+)?)\s*<=?\s*${NUMBER}\s*(ms|s)$`);

function signal(word: string, name: string): TrafficSignal {
  const errors = ERRORS.exec(word);
  if (errors) return { text: word, of: 'errors', most: share(Number(errors[1]), word, name) };
  const slower = SLOWER.exec(word);
  if (slower) {
    const [, quantile, time, unit] = slower;
    const most = share(100 - Number(quantile), word, name);
    return { text: word, of: 'latency', most, limitMs: Number(time) * (unit === 's' ? 1000 : 1) };
  }
  const compared = /^(errors|latency)(?:\s*<=\s*stable)?$/.exec(word);
  if (compared?.[1] === 'errors') return { text: word, of: 'errors' };
  if (compared) return { text: word, of: 'latency', limitMs: SLOW_MS };
  throw inputError(name, word, 'is nothing that is counted.', EXAMPLES);
}

function share(percent: number, word: string, name: string): number {
  if (percent > 0 && percent <= 50) return percent / 100;
  throw inputError(name, word, 'allows no share of calls from above 0 to 50 %.', EXAMPLES);
}

const KEYS = ['url', 'calls', 'errors', 'latency'];

/** A map in a map, which arrives as JSON. */
export const prometheus = parser<PrometheusInput>({ type: ['object', 'string'] }, (value, name) => {
  const given = asMap(value, name);
  for (const key of Object.keys(given)) {
    if (!KEYS.includes(key))
      throw inputError(name, '', `has no key \`${key}\`.`, `${didYouMean(key, KEYS)}Use: ${KEYS.join(', ')}.`);
  }
  const text = (key: string): string => {
    const one = given[key];
    if (typeof one === 'string' && one !== '') return one;
    throw inputError(name, '', `has no \`${key}\`.`, 'Give `url` and the queries `calls` and `errors`.');
  };
  const input: PrometheusInput = { url: url(text('url'), name), calls: text('calls'), errors: text('errors') };
  if (given.latency !== undefined) input.latency = text('latency');
  const { url: _, ...queries } = input;
  for (const [key, query] of Object.entries(queries)) refuseUnbound(key, query);
  return input;
});

function asMap(value: string, name: string): Record<string, unknown> {
  try {
    const map: unknown = JSON.parse(value);
    if (typeof map === 'object' && map !== null && !Array.isArray(map)) return map as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw inputError(
    name,
    '',
    'is no map.',
    'Give `url` and the queries `calls` and `errors`, one `key: value` per line.',
  );
}
