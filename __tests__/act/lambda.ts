import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ResourceConflictException,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { zipOf } from '../../src/providers/lambda/sandbox/make-zip.js';
import { KEYS } from '../../src/providers/lambda/sandbox/signature.js';
import { ROLE } from '../../src/providers/lambda/sandbox/stored-functions.js';
import { makeWorld, type World } from './world.js';

const NAME = { FunctionName: 'checkout' };

interface Alias {
  Name: string;
  FunctionVersion: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
}

interface State {
  functions: Record<string, { aliases: Alias[]; versions: { Version: string }[] }>;
}

/** The Lambda function `checkout`, as somebody's infrastructure code made it. */
export interface Shop extends World {
  /** Publishes so many versions, as another tool would. */
  publish(count: number): Promise<void>;
  /** alias → version → percent, from the sandbox's state */
  aliases(): Promise<Record<string, Record<string, number>>>;
  /** numbers, from the sandbox's state */
  versions(): Promise<string[]>;
  /** what a caller of the alias gets */
  answer(alias?: string): Promise<unknown>;
}

export async function makeShop(): Promise<Shop> {
  const world = await makeWorld();
  const credentials = { ...KEYS, secretAccessKey: world.key };
  const aws = new LambdaClient({ region: 'eu-central-1', endpoint: world.sandbox, credentials });
  const code = (word: string) => zipOf('index.mjs', `export const handler = async () => '${word}';\n`);
  const Code = { ZipFile: code('new') };
  await aws.send(
    new CreateFunctionCommand({ ...NAME, Role: ROLE, Code, Runtime: 'nodejs22.x', Handler: 'index.handler' }),
  );
  await world.writes();
  const state = async () => {
    const kept = await world.control<State>('state/aws-lambda');
    return kept.functions['eu-central-1/checkout'] ?? { aliases: [], versions: [] };
  };
  return {
    ...world,
    async publish(count) {
      for (let at = 1; at <= count; at++) {
        const command = new UpdateFunctionCodeCommand({ ...NAME, ZipFile: code(`by hand ${at}`), Publish: true });
        await patiently(aws, () => aws.send(command));
      }
    },
    aliases: async () => Object.fromEntries((await state()).aliases.map((alias) => [alias.Name, sharesOf(alias)])),
    versions: async () => (await state()).versions.map(({ Version }) => Version).filter((id) => id !== '$LATEST'),
    async answer(alias = 'live') {
      const { Payload } = await aws.send(new InvokeCommand({ ...NAME, Qualifier: alias }));
      return JSON.parse(Buffer.from(Payload ?? []).toString());
    },
    async close() {
      aws.destroy();
      await world.close();
    },
  };
}

/** Lambda refuses a change while it works on the one before; the sandbox's work goes on when somebody looks. */
async function patiently(aws: LambdaClient, work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof ResourceConflictException)) throw error;
      await aws.send(new GetFunctionConfigurationCommand(NAME));
      await delay(20);
    }
  }
}

function sharesOf({ FunctionVersion, RoutingConfig }: Alias): Record<string, number> {
  const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  const extra = weights.map(([version, weight]) => [version, Math.round(weight * 100)] as const);
  const rest = 100 - extra.reduce((sum, [, percent]) => sum + percent, 0);
  return { [FunctionVersion]: rest, ...Object.fromEntries(extra) };
}
