import { Readable } from 'node:stream';
import type { Alias, TrafficSplit, Version } from '../../src/core/model.js';
import type { Capabilities, Provider } from '../../src/core/provider.js';
import { publishStep, sendUnwritten } from '../../src/core/publish-step.js';
import { disturber, type Method } from './disturb.js';
import {
  answered,
  bare,
  dropped,
  found,
  known,
  latestVersion,
  moved,
  no,
  pinned,
  publish,
  putLatest,
  removed,
} from './memory-rules.js';
import type { Inside, Kept, Memory, MemoryOptions } from './memory-types.js';

export type { Memory, MemoryOptions } from './memory-types.js';

export const CAN: Capabilities = {
  title: 'Memory',
  aliases: 'many',
  split: true,
  notes: true,
  scope: 'function',
  invoke: true,
  lock: true,
  latest: '$LATEST',
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

const WRITES: readonly Method[] = ['publish', 'pinLatest', 'putLatest', 'point', 'remove', 'drop', 'expose'];

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
    open: () => provider(world, { can, options, send, put, add, chosen: splitter() }),
    upload: (word) => {
      world.latest = { data: Buffer.from(word), manifest: word, checksum: `sum of ${word}` };
    },
    seed: (count) => Array.from({ length: count }, () => add({ data: Buffer.alloc(0), manifest: '' }).id),
    move: (alias, split, note) => void put(alias, split, note ?? world.aliases.get(alias)?.note),
  };
  const send: Inside['send'] = (method, work) => {
    world.requests.push(method);
    return disturb.run(method, async () => work());
  };
  const put = (name: string, split: TrafficSplit, note?: string): Alias => {
    const alias: Alias = { name, split: structuredClone(split) };
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

/** Shares are exact over any hundred calls of an alias. */
function splitter(): Inside['chosen'] {
  const owed = new Map<string, number>();
  return ({ name, split: { stable, canary } }) => {
    if (!canary) return stable;
    const due = (owed.get(name) ?? 0) + canary.percent;
    owed.set(name, due >= 100 ? due - 100 : due);
    return due >= 100 ? canary.version : stable;
  };
}

function provider(world: Memory, inside: Inside): Provider {
  const { can, options, send } = inside;
  const made: Provider = {
    capabilities: can,
    versions: () => pages(world, inside),
    async *aliases() {
      yield* await send('aliases', () => [...world.aliases.values()].map((alias) => structuredClone(alias)));
    },
    alias: (name) => send('alias', () => structuredClone(world.aliases.get(name))),
    version: (id) => send('version', () => bare(world.versions.get(id))),
    findPublished: (pkg, live) => send('findPublished', () => bare(found(world, pkg, live))),
    code: (version) => send('code', () => Readable.from([known(world, version.id).data])),
    publish: (pkg, note, write = sendUnwritten) =>
      write(publishStep(pkg), () => send('publish', () => publish(world, inside, pkg, note))),
    point: async (name, split, point) => {
      if (typeof can.aliases === 'object' && name !== can.aliases.fixed)
        throw no('refused', `There is only ${can.aliases.fixed}.`);
      if (split.canary && !can.split) throw no('refused', `${can.title} cannot split traffic.`);
      return send('point', () => moved(world, inside, name, split, point));
    },
    remove: async (version) => {
      if (!/^[1-9]\d*$/.test(version.id)) throw no('refused', `"${version.id}" is not the number of a version.`);
      return send('remove', () => removed(world, version.id));
    },
    drop: async (alias) => {
      if (can.aliases !== 'many') throw no('refused', `${alias.name} cannot be deleted.`);
      return send('drop', () => dropped(world, alias));
    },
    command: (alias, split) => [{ tool: 'memory', line: `memory point '${alias}' '${JSON.stringify(split)}'` }],
    url: async (alias) => `https://${alias}.example.test/`,
    callers: (of) =>
      send('callers', () => {
        const { callers = [], unread = [], calls } = options;
        const atLatest = [...world.aliases.values()].filter(({ split }) => split.stable === can.latest);
        const all = [
          ...callers,
          ...atLatest.map(({ name }) => ({ what: `alias ${name}`, alias: name, qualifier: can.latest ?? '' })),
        ];
        return {
          callers: all.filter(({ qualifier }) => of?.includes(qualifier) ?? true),
          unread,
          ...(calls && { calls }),
        };
      }),
    whyKept: async ({ id }) => options.kept?.[id],
    latest: () => send('latest', () => latestVersion(world, can)),
    pinLatest: (note) => send('pinLatest', () => pinned(world, inside, note)),
    putLatest: (version, how) => send('putLatest', () => putLatest(world, inside, version, how)),
    expose: (alias) => send('expose', () => `https://${alias}.example.test/`),
  };
  if (can.invoke) made.invoke = (id, payload) => send('invoke', () => answered(world, inside, id, payload));
  const { affects } = options;
  if (affects) made.versionedTogether = () => send('versionedTogether', () => affects);
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
