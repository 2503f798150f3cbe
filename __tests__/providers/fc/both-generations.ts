import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Package } from '../../../src/core/model.js';
import { type FakeClock, fakeClock } from '../../support/clock.js';
import { makePackage } from '../../support/package.js';
import { type FcProviderName, type FcTestSetup, handlerSource, setUpFc } from './test-setup.js';

export const NAMES: FcProviderName[] = ['alibaba-fc3', 'alibaba-fc2'];

export const NOTE = 'vd1 commit=0123456789ab run=7.1 pkg=00000000000000000000000000000000';

export interface FcTestContext extends FcTestSetup {
  name: FcProviderName;
  /** pauses asked for, in ms; waiting takes no time */
  clock: FakeClock;
  pack(word: string): Promise<Package>;
  /** Publishes these, each a build of its own; returns their numbers. */
  publish(...words: string[]): Promise<string[]>;
}

/** One `describe` for each generation, with a fresh sandbox before each test. */
export function forBothGenerations(title: string, tests: (on: () => FcTestContext) => void, names = NAMES): void {
  describe.each(names)(`%s: ${title}`, (name) => {
    let now: { bench: FcTestContext; dir: string } | undefined;
    beforeEach(async () => {
      const dir = await mkdtemp(join(tmpdir(), 'vd-fc-'));
      const clock = fakeClock();
      const made = await setUpFc(name, clock);
      const pack = (word: string) => makePackage({ 'index.js': handlerSource(word) }, dir);
      const publish = async (...words: string[]) => {
        const provider = await made.open();
        const ids: string[] = [];
        for (const word of words) ids.push((await provider.publish(await pack(word), NOTE)).version.id);
        return ids;
      };
      now = { dir, bench: { ...made, name, clock, pack, publish } };
    });
    afterEach(async () => {
      await now?.bench.close();
      if (now) await rm(now.dir, { recursive: true });
    });
    tests(() => {
      if (!now) throw new Error('no test is running');
      return now.bench;
    });
  });
}
