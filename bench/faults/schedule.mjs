import { random } from './random.mjs';

/** What may happen to one request. All but the first three reach the vendor, who does what was asked. */
export const KINDS = {
  refuse: 'the connection is closed as soon as it is made',
  'drop before': 'the request is read, and the connection closed before the vendor sees it',
  'throttled now': '429 without retry-after, not done',
  'throttled later': '429 with retry-after: 1, not done',
  'html 502': '502 with a page of a gateway, not done',
  'html 503': '503 with a page of a gateway, not done',
  'error 500': '500 with a page of a gateway, not done',
  'drop after': 'done, and the connection closed without an answer',
  'html 504 after': 'done, and 504 with a page of a gateway',
  truncated: 'done, and half of the answer',
  malformed: 'done, and an answer whose JSON is broken',
  nonsense: 'done, and {} with status 200',
  delay: 'done, after 300 ms',
  drip: 'done, and the answer byte by byte',
};

/** Operations, and the vendors that know them. */
export const OPERATIONS = ['deploy', 'publish', 'canary', 'promote', 'rollback', 'rollout', 'cleanup'];
export const PROVIDERS = ['aws-lambda', 'alibaba-fc3', 'alibaba-fc2', 'invoke'];
const WITHOUT_SPLIT = ['deploy', 'publish', 'rollback', 'cleanup'];

const operationsOf = (provider) => (provider === 'invoke' ? WITHOUT_SPLIT : OPERATIONS);

/**
 * The schedule of a seed: which operation meets which faults, at which of its requests; whether it is killed around a
 * write, and whether its post step runs then; whether somebody else moves traffic in between.
 */
export function scheduleOf(seed, only = {}) {
  const { chance, below, of } = random(seed);
  const drawn = of(PROVIDERS);
  const provider = only.provider ?? drawn;
  const operation = only.operation ?? of(operationsOf(provider));
  const faults = Array.from({ length: 1 + below(3) }, () => ({ at: below(9), kind: of(Object.keys(KINDS)) }));
  const kill = chance(0.25) ? { write: 1 + below(4), when: of(['before', 'after']), post: chance(0.5) } : undefined;
  const actor = !kill && chance(0.12) ? { at: 1 + below(8) } : undefined;
  return { seed, provider, operation, faults, kill, actor };
}

/** In one line. */
export function describe({ seed, provider, operation, faults, kill, actor }) {
  const parts = faults.map(({ at, kind }) => `request ${at + 1}: ${kind}`);
  if (kill) parts.push(`killed ${kill.when} write ${kill.write}, ${kill.post ? 'with' : 'without'} the post step`);
  if (actor) parts.push(`somebody rolls back at request ${actor.at + 1}`);
  return `seed ${seed}: ${operation} on ${provider}; ${parts.join('; ')}`;
}
