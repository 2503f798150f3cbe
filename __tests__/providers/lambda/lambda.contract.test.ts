import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import type { TrafficSplit } from '../../../src/core/model.js';
import { capabilities } from '../../../src/providers/lambda/capabilities.js';
import { routingConfig } from '../../../src/providers/lambda/update-alias.js';
import { contract, type Fixture } from '../contract.js';
import { makeBench } from './bench.js';

async function start(): Promise<Fixture> {
  const dir = await mkdtemp(join(tmpdir(), 'vd-lambda-'));
  const bench = await makeBench(dir);
  const foreign = async (split: TrafficSplit) => {
    const facts = { FunctionName: 'sample', Name: 'live', FunctionVersion: split.stable };
    const move = { ...facts, RoutingConfig: routingConfig(split) };
    await bench.aws.send(new UpdateAliasCommand(move)).catch(() => bench.aws.send(new CreateAliasCommand(move)));
  };
  return {
    open: () => bench.open(),
    alias: 'live',
    files: (n) => ({ 'index.mjs': `export const handler = async () => 'build ${n}';\n`, 'lib/a.txt': 'a' }),
    sent: () => {
      const all = bench.sandbox.requests();
      const writes = all.filter(({ method, path }) => method !== 'GET' && !path.includes('/invocations'));
      return { all: all.length, writes: writes.length };
    },
    foreign,
    async close() {
      await bench.close();
      await rm(dir, { recursive: true });
    },
    order: 'oldest-first',
    pageSize: 50,
    answer: (n) => `build ${n}`,
  };
}

contract('AWS Lambda', capabilities, start);
