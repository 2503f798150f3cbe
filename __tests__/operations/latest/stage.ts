import type { Package, Receipt } from '../../../src/core/model.js';
import { parseExpectations } from '../../../src/rollout/expectations.js';
import { type Memory, type MemoryOptions, memory } from '../../support/memory.js';
import { operate } from '../../support/operate.js';
import { makePackage } from '../../support/package.js';

export const URL = { what: 'function URL', qualifier: '$LATEST', url: 'https://u.example.test/' };
export const S3 = { what: 'the permission "s3" of s3.amazonaws.com', qualifier: '$LATEST', maybe: true as const };
const can = { codeHash: 'sha256' as const };

/** A probe that no version passes. */
export const broken = {
  switch: true,
  probe: { payload: '{}', expect: parseExpectations('json.ok=never', 'probe.expect') },
};

/** A function with a caller of $LATEST, and version 1 live. */
export interface LatestStage {
  world: Memory;
  one: Package;
  two: Package;
  run(asked: object, pkg?: Package): Promise<Receipt>;
  deploy(pkg: Package, asked?: object): Promise<Receipt>;
  /** the version that a caller without a qualifier gets */
  latest(): string | undefined;
}

export async function latestStage(options: MemoryOptions = { callers: [URL] }): Promise<LatestStage> {
  const world = memory({ can, ...options });
  const run = (asked: object, pkg?: Package) => operate({ world, pkg, can }, asked);
  const stage: LatestStage = {
    world,
    one: await makePackage({ 'index.js': 'one' }),
    two: await makePackage({ 'index.js': 'two' }),
    run,
    deploy: (pkg, asked = {}) => run({ path: 'build', ...asked }, pkg),
    latest: () => [...world.versions.values()].find(({ checksum }) => checksum === world.latest?.checksum)?.id,
  };
  await stage.deploy(stage.one, { switch: true });
  return stage;
}
