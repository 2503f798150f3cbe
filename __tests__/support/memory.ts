import { Readable } from 'node:stream';
import type { Alias, Rollout, Version } from '../../src/core/model.js';
import type { Binding, Capabilities, Invocation, Provider } from '../../src/core/provider.js';
import { type Disturbance, disturber, type Method } from './disturb.js';
import {
  answered,
  bare,
  dropped,
  found,
  type Inside,
  type Kept,
  known,
  moved,
  no,
  publish,
  removed,
} from './memory-rules.js';

export interface MemoryOptions {
  /** what this provider can do; the rest as `CAN` says */
  can?: Partial<Capabilities>;
  /** the vendor's order of `versions()`; default oldest first */
  order?: 'oldest-first' | 'newest-first';
  /** versions in a page; default 2, so that three versions need a second one */
  pageSize?: number;
  /** names of the functions that move together (scope `service`) */
  affects?: string[];
  bindings?: Binding[];
  /** what a version answers; default: 200 and `{"version":"7","payload":…}` */
  answer?: (version: string, payload: string) => Invocation | Promise<Invocation>;
}

export const CAN: Capabilities = {
  title: 'Memory',
  aliases: 'many',
  split: true,
  notes: true,
  scope: 'function',
  invoke: true,
  lock: true,
  settlesMs: 0,
  formats: ['zip'],
  maxPackageBytes: 50 * 1024 * 1024,
  inputs: [],
  credentials: 'none',
};

/** All that is off at once: what Invoke is like. */
export const BARE: Partial<Capabilities> = {
  aliases: { fixed: 'active' },
  split: false,
  notes: false,
  invoke: false,
  lock: false,
};

/** The world behind the provider, as somebody else sees and moves it. */
export interface Memory {
  /** A provider at this world, as a run opens it. */
  open(): Provider;
  versions: Map<string, Kept>;
  aliases: Map<string, Alias>;
  /** every request so far: the method's name (a page of `versions` is one) */
  requests: Method[];
  /** those that change something */
  writes(): number;
  disturb(disturbance: Disturbance): void;
  /** Nothing is disturbed any more. */
  calm(): void;
  /** Makes `count` more versions that hold no code; answers their numbers. */
  seed(count: number): string[];
  /** Somebody else moves an alias, without asking anyone. */
  move(alias: string, rollout: Rollout, note?: string): void;
}

const WRITES: readonly Method[] = ['publish', 'point', 'remove', 'drop', 'expose'];

/** A vendor in memory: strict like the strictest of the real ones, and with every capability to be switched off. */
export function memory(options: MemoryOptions = {}): Memory {
  const can: Capabilities = { ...CAN, ...options.can };
  const disturb = disturber();
  let number = 0;
  let stamp = 0;
  const world: Memory = {
    versions: new Map(),
    aliases: new Map(),
    requests: [],
    writes: () => world.requests.filter((method) => WRITES.includes(method)).length,
    disturb: disturb.add,
    calm: disturb.calm,
    open: () => provider(world, { can, options, send, put, add }),
    seed: (count) => Array.from({ length: count }, () => add({ data: Buffer.alloc(0), manifest: '' }).id),
    move: (alias, rollout, note) => void put(alias, rollout, note ?? world.aliases.get(alias)?.note),
  };
  const send: Inside['send'] = (method, work) => {
    world.requests.push(method);
    return disturb.run(method, async () => work());
  };
  const put = (name: string, rollout: Rollout, note?: string): Alias => {
    const alias: Alias = { name, rollout: structuredClone(rollout) };
    if (can.lock) alias.lock = `lock-${++stamp}`;
    if (can.notes && note !== undefined) alias.note = note;
    world.aliases.set(name, alias);
    return { ...alias };
  };
  const add = (facts: Pick<Kept, 'data' | 'manifest'> & Partial<Kept>): Kept => {
    const id = String(++number);
    const kept: Kept = { status: 'ready', createdAt: new Date(number * 1000).toISOString(), ...facts, id };
    world.versions.set(id, kept);
    return kept;
  };
  return world;
}

function provider(world: Memory, inside: Inside): Provider {
  const { can, options, send } = inside;
  const made: Provider = {
    can,
    versions: () => pages(world, inside),
    async *aliases() {
      yield* await send('aliases', () => [...world.aliases.values()].map((alias) => structuredClone(alias)));
    },
    alias: (name) => send('alias', () => structuredClone(world.aliases.get(name))),
    version: (id) => send('version', () => bare(world.versions.get(id))),
    find: (pkg, live) => send('find', () => bare(found(world, pkg, live))),
    code: (version) => send('code', () => Readable.from([known(world, version.id).data])),
    publish: (pkg, note) => send('publish', () => publish(world, inside, pkg, note)),
    point: async (name, rollout, point) => {
      if (typeof can.aliases === 'object' && name !== can.aliases.fixed)
        throw no('refused', `There is only ${can.aliases.fixed}.`);
      if (rollout.canary && !can.split) throw no('refused', `${can.title} cannot split traffic.`);
      return send('point', () => moved(world, inside, name, rollout, point));
    },
    remove: async (version) => {
      if (!/^[1-9]\d*$/.test(version.id)) throw no('refused', `"${version.id}" is not the number of a version.`);
      return send('remove', () => removed(world, version.id));
    },
    drop: async (alias) => {
      if (can.aliases !== 'many') throw no('refused', `${alias.name} cannot be deleted.`);
      return send('drop', () => dropped(world, alias));
    },
    command: (alias, rollout) => [{ tool: 'memory', line: `memory point '${alias}' '${JSON.stringify(rollout)}'` }],
    url: async (alias) => `https://${alias}.example.test/`,
    bindings: () => send('bindings', () => options.bindings ?? []),
    expose: (alias) => send('expose', () => `https://${alias}.example.test/`),
  };
  if (can.invoke) made.invoke = (id, payload) => send('invoke', () => answered(world, options, id, payload));
  const { affects } = options;
  if (affects) made.affects = () => send('affects', () => affects);
  return made;
}

async function* pages(world: Memory, { options, send }: Inside): AsyncIterable<Version> {
  const size = options.pageSize ?? 2;
  for (let from = 0; ; from += size) {
    const page = await send('versions', () => {
      const all = [...world.versions.values()];
      if (options.order === 'newest-first') all.reverse();
      return all.slice(from, from + size);
    });
    for (const kept of page) yield bare(kept) as Version;
    if (page.length < size) return;
  }
}
