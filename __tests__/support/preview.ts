import { silentLog } from '../../src/core/log.js';
import type { Package, Receipt } from '../../src/core/model.js';
import { githubForge } from '../../src/github/index.js';
import { fakeClock } from './clock.js';
import { eventFile } from './events.js';
import { github } from './github.js';
import { act } from './keeping.js';
import { type Memory, type MemoryOptions, memory } from './memory.js';
import type { Asked } from './operate.js';
import { makePackage } from './package.js';

export interface Event {
  /** the payload */
  event?: Parameters<typeof eventFile>[0];
  /** default `pull_request` */
  name?: string;
  asked?: Asked;
  /** default `two` */
  pkg?: Package;
  can?: MemoryOptions['can'];
}

export interface PreviewStage {
  world: Memory;
  two: Package;
  /** Another world, with version 1 live. */
  fresh(options: MemoryOptions): Promise<Memory>;
  preview(event?: Event): Promise<Receipt>;
  close(): Promise<void>;
}

/** A vendor in memory where version 1 is live, a GitHub, and pull requests. */
export async function previewStage(): Promise<PreviewStage> {
  const hub = await github();
  const one = await makePackage({ 'index.js': 'one\n' });
  const two = await makePackage({ 'index.js': 'two\n', 'new.txt': 'new' });
  const stage: PreviewStage = {
    world: memory(),
    two,
    async fresh(options) {
      stage.world = memory(options);
      await act({ world: stage.world, pkg: one }, { path: 'build', switch: true });
      return stage.world;
    },
    async preview({ event = {}, name = 'pull_request', asked = {}, pkg = two, can } = {}) {
      const env = hub.env({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: await eventFile(event) });
      const forge = githubForge({ env, token: 't0ken', log: silentLog, save: () => undefined, clock: fakeClock() });
      return act({ world: stage.world, pkg, forge, can }, { operation: 'preview', path: 'build', ...asked });
    },
    close: () => hub.close(),
  };
  await stage.fresh({});
  return stage;
}
