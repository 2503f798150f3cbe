import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../src/core/provider.js';
import { setUpFc } from '../providers/fc/test-setup.js';
import { start } from '../providers/invoke/support.js';
import { makeBench } from '../providers/lambda/bench.js';
import { type Files, makePackage } from '../support/package.js';
import { walkOver } from '../support/rollout.js';

/** One vendor's sandbox, which really runs what is uploaded. */
interface Vendor {
  open(): Promise<Provider>;
  alias: string;
  /** a build that answers what the expression says; it may throw, and `n()` counts its calls */
  build(expression: string): Files;
  rollout?: string;
  close(): Promise<void>;
}

/** Each call runs in a process of its own, so the count is kept in a file. */
const counter = (dir: string) => `
const n = () => {
  const file = ${JSON.stringify(join(dir, 'calls'))};
  fs.appendFileSync(file, '.');
  return fs.readFileSync(file, 'utf8').length;
};`;

const event = (dir: string, expression: string) =>
  `const fs = require('node:fs');${counter(dir)}\nexports.handler = async () => (${expression});\n`;

const express = (dir: string, expression: string) =>
  `import fs from 'node:fs';${counter(dir)}\nexport default async (req, res) => res.json(${expression});\n`;

const VENDORS: Record<string, (dir: string) => Promise<Vendor>> = {
  async lambda(dir) {
    const bench = await makeBench(dir);
    const build = (expression: string) => ({ 'index.js': event(dir, expression) });
    return { open: () => bench.open(), alias: 'live', build, rollout: '10:1m,50:1m,100', close: bench.close };
  },
  async fc3(dir) {
    const made = await setUpFc('alibaba-fc3');
    const build = (expression: string) => ({ 'index.js': event(dir, expression) });
    return { open: () => made.open(), alias: 'live', build, rollout: '10:1m,50:1m,100', close: made.close };
  },
  async invoke(dir) {
    const started = await start({ cacheMs: 0 });
    const build = (expression: string) => ({ 'index.js': express(dir, expression), 'package.json': '{}' });
    return { open: () => started.open(), alias: 'active', build, close: () => started.sandbox.close() };
  },
};

describe.each(Object.entries(VENDORS))('a rollout on the sandbox of %s', (_, prepare) => {
  let dir: string;
  let vendor: Vendor;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vd-rollout-'));
    vendor = await prepare(dir);
  });
  afterEach(async () => {
    await vendor.close();
    await rm(dir, { recursive: true, force: true });
  });

  const tried = async (expression: string) => {
    const provider = await vendor.open();
    const publish = async (code: string) =>
      (await provider.publish(await makePackage(vendor.build(code), dir), 'vd1')).version.id;
    const stable = await publish('({ ok: true })');
    await provider.point(vendor.alias, { stable }, {});
    const fresh = await publish(expression);
    const end = await walkOver(await vendor.open(), {
      ...vendor,
      version: fresh,
      expect: 'json.ok=true',
      detect: 20,
    });
    const seen = await (await vendor.open()).alias(vendor.alias);
    return { ...end, live: seen?.split, stable, fresh };
  };

  it('brings a good build to all traffic', async () => {
    const { error, live, fresh, receipt } = await tried('({ ok: true, build: 2 })');
    expect([error?.message, live, receipt.rollout?.end]).toEqual([undefined, { stable: fresh }, 'live']);
  });

  it.each([
    ['that is broken', '(() => { throw new Error("boom"); })()'],
    ['that answers something else', '({ ok: false })'],
    ['that fails one call in five', '({ ok: n() % 5 !== 0 })'],
  ])('takes traffic back from a build %s', async (_name, expression) => {
    const { error, live, stable, receipt } = await tried(expression);
    expect(error?.kind).toBe('unhealthy');
    expect(live).toEqual({ stable });
    expect(receipt).toMatchObject({ after: { stable }, switched: false });
  });
});
