import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { DeployError } from '../../../src/core/errors.js';
import { makePackage } from '../../support/package.js';
import type { Bench, Fixture, Start } from './fixture.js';

/** A note as a run writes it. */
export const NOTE = 'vd1 commit=0123456789ab run=1.1 pkg=00000000000000000000000000000000 from the contract';

/** Starts a bench before each test of the surrounding `describe`, and takes it down after. */
export function bench(start: Start): () => Bench {
  let now: { bench: Bench; fixture: Fixture; dir: string } | undefined;
  beforeEach(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'vd-contract-'));
    const fixture = await start();
    now = { fixture, dir, bench: await make(fixture, dir) };
  });
  afterEach(async () => {
    await now?.fixture.close();
    if (now) await rm(now.dir, { recursive: true });
    now = undefined;
  });
  return () => {
    if (!now) throw new Error('no test is running');
    return now.bench;
  };
}

async function make(fixture: Fixture, dir: string): Promise<Bench> {
  const provider = await fixture.open();
  const pack: Bench['pack'] = (n) => makePackage(fixture.files(n), dir);
  return {
    fixture,
    provider,
    pack,
    async publish(n) {
      const ids: string[] = [];
      for (let i = 1; i <= n; i++) ids.push((await provider.publish(await pack(i), NOTE)).version.id);
      return ids;
    },
    async live(split) {
      return provider.point(fixture.alias, split, { expected: await provider.alias(fixture.alias) });
    },
    async count(work) {
      const before = fixture.sent();
      const answer = await work();
      const after = fixture.sent();
      return { answer, sent: { all: after.all - before.all, writes: after.writes - before.writes } };
    },
  };
}

/** The DeployError that `work` ends with; fails the test when it ends well or with another error. */
export async function refusal(work: Promise<unknown>): Promise<DeployError> {
  const end = await work.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
  if (end instanceof DeployError) return end;
  throw end instanceof Error ? end : new Error(String(end));
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
