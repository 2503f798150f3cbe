import { realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../core/errors.js';
import { isProviderName, type ProviderName, providers } from '../providers/index.js';
import { htmlPage } from '../report/html-page.js';
import { createDemoSteps, type DemoPage, type DemoSetup } from './demo/demo-steps.js';
import type { DemoFixture } from './demo/fixture.js';
import { canaryScenario, switchScenario } from './demo/scenarios.js';
import { startAll } from './start.js';

export interface DemoIo {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** the path of the bundle that runs this */
  script: string;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

/** A provider may do without. */
const FIXTURES: Partial<Record<ProviderName, () => Promise<{ fixture: DemoFixture }>>> = {
  invoke: () => import('./demo/invoke.js'),
  'aws-lambda': () => import('./demo/lambda.js'),
  'alibaba-fc3': () => import('./demo/fc3.js'),
  'alibaba-fc2': () => import('./demo/fc2.js'),
};

/** The vendors' waiting times are shortened: 30 s become 0.3 s. */
const SCALE = 0.01;

/**
 * `npm run demo [-- <provider>]`: the main job with no account. Returns 0 only if, after the pasted rollback command, the
 * sandbox really serves version one again.
 */
export async function demo(args: string[], io: DemoIo): Promise<number> {
  const [name = 'invoke', ...rest] = args;
  const load = isProviderName(name) ? FIXTURES[name] : undefined;
  if (rest.length > 0 || !isProviderName(name) || !load) {
    io.stderr(`versioned-deploy demo [provider], where provider is one of: ${Object.keys(FIXTURES).join(', ')}`);
    return 2;
  }
  const { fixture } = await load();
  const scratch = await mkdtemp(path.join(tmpdir(), 'demo-'));
  const sandbox = await startAll({ providers: [name], scale: SCALE });
  const script = realpathSync(io.script);
  const root = path.dirname(path.dirname(script));
  try {
    io.stdout(`${providers[name].capabilities.title}: a sandbox of its API listens on ${sandbox.url}.`);
    await runDemo({ fixture, sandbox, script, root, scratch, env: io.env, say: io.stdout }, io);
    return 0;
  } catch (error) {
    io.stderr(`\nThe demo failed. ${messageOf(error)}`);
    return 1;
  } finally {
    await sandbox.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runDemo(stage: DemoSetup, { cwd, stdout }: DemoIo): Promise<void> {
  const scene = await createDemoSteps(stage);
  const { capabilities } = providers[stage.fixture.provider];
  const out = path.join(cwd, 'demo-output', stage.fixture.provider);
  try {
    if (capabilities.split) await canaryScenario(scene, stdout);
    else await switchScenario(scene);
  } finally {
    await keep(out, `Versioned Deploy on ${capabilities.title}`, scene.pages);
  }
  stdout(`\nDone. The summaries are in ${path.relative(cwd, out)}: open index.html in a browser.`);
}

async function keep(out: string, title: string, pages: DemoPage[]): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const [at, { markdown }] of pages.entries()) await writeFile(path.join(out, `${at + 1}.md`), markdown);
  await writeFile(path.join(out, 'index.html'), await htmlPage(title, pages));
}
