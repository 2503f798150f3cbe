import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningSandbox } from '../kit/server.js';
import { type RunnerResult, runStep } from '../step-runner.js';
import type { DemoFixture } from './fixture.js';
import { markdownToPlainText } from './plain-markdown.js';

/** Where the story plays. */
export interface DemoSetup {
  fixture: DemoFixture;
  sandbox: RunningSandbox;
  /** absolute path of dist/index.js */
  script: string;
  /** the folder that holds `examples` */
  root: string;
  /** an empty folder, removed at the end */
  scratch: string;
  env: Readonly<Record<string, string | undefined>>;
  say(text: string): void;
}

/** One summary that a step wrote. */
export interface DemoPage {
  title: string;
  markdown: string;
}

export interface DemoSteps {
  pages: DemoPage[];
  /** Changes the VERSION in the work copy of the sample. */
  edit(version: string): Promise<void>;
  /** Runs the action as a runner does. Throws when it is red. */
  step(title: string, inputs: Record<string, string>): Promise<RunnerResult>;
  deploy(title: string, inputs: Record<string, string>): Promise<RunnerResult>;
  /** Runs the command that a summary prints, as a person would paste it. Throws when it fails. */
  paste(from: RunnerResult): Promise<void>;
  /** Calls the function until `version` answers. Throws when it does not within what the vendor allows. */
  serves(version: string): Promise<void>;
  /** VERSION → how many of `calls` real calls it answered */
  count(calls: number): Promise<Record<string, number>>;
}

/** Callers may lag behind the pointer for the vendor's time, scaled; this is far above it. */
const PATIENCE_MS = 15_000;

export async function createDemoSteps(stage: DemoSetup): Promise<DemoSteps> {
  const { fixture, sandbox, scratch, say } = stage;
  const workspace = path.join(scratch, 'workspace');
  const source = path.join(workspace, 'build');
  await mkdir(workspace, { recursive: true });
  await cp(path.join(stage.root, 'examples', 'functions', fixture.sample), source, { recursive: true });
  await fixture.prepare?.(sandbox);
  const where = fixture.where(sandbox.url);
  const pages: DemoPage[] = [];
  const env = { ...basics(stage.env), ...fixture.env };

  const step: DemoSteps['step'] = async (title, inputs) => {
    say(`\n=== ${pages.length + 1}. ${title}\n`);
    const { script } = stage;
    const temp = path.join(scratch, 'temp');
    const result = await runStep({ script, workspace, temp, env, inputs: { ...where, ...inputs } });
    pages.push({ title, markdown: result.summary });
    say(markdownToPlainText(result.summary));
    if (result.code !== 0) throw new Error(`The step "${title}" ended with ${result.code}:\n${result.log}`);
    return result;
  };

  return {
    pages,
    step,
    deploy: (title, inputs) => step(title, { operation: 'deploy', path: 'build', ...fixture.deploy, ...inputs }),
    async edit(version) {
      const file = path.join(source, fixture.file);
      const before = await readFile(file, 'utf8');
      await writeFile(file, before.replace(/(const VERSION = ')[^']*'/, `$1${version}'`));
    },
    paste: (from) => paste(from, { say, env, cwd: workspace, number: pages.length + 1 }),
    async serves(version) {
      const answered = await until(() => fixture.call(sandbox), version);
      if (answered !== version) throw new Error(`The sandbox serves version "${answered}", not "${version}".`);
      say(`\n--> A real call of the function is answered by version "${answered}".`);
    },
    async count(calls) {
      const seen: Record<string, number> = {};
      for (let call = 0; call < calls; call++) {
        const version = await fixture.call(sandbox);
        seen[version] = (seen[version] ?? 0) + 1;
      }
      return seen;
    },
  };
}

interface Terminal {
  say(text: string): void;
  env: Record<string, string | undefined>;
  cwd: string;
  number: number;
}

/** The command must stand in the summary, where a person finds it, and not only in an output. */
async function paste({ outputs, summary }: RunnerResult, { say, env, cwd, number }: Terminal): Promise<void> {
  const command = outputs['rollback-command'] ?? '';
  if (command === '') throw new Error('The step printed no rollback command.');
  if (!summary.includes(command)) throw new Error(`The summary does not show the rollback command:\n${command}`);
  say(`\n=== ${number}. Paste the command that the summary printed\n\n    $ ${command}\n`);
  const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  say(indent(out.trim() === '' ? err : out));
  if (code !== 0) throw new Error(`The pasted command ended with ${code}:\n${err}`);
}

async function until(call: () => Promise<string>, wanted: string): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answered = await call();
    if (answered === wanted || performance.now() > end) return answered;
    await sleep(100);
  }
}

/** What a process needs to start at all, with this very Node first on the PATH. */
function basics(env: DemoSetup['env']): Record<string, string | undefined> {
  const PATH = [path.dirname(process.execPath), env.PATH ?? env.Path ?? ''].join(path.delimiter);
  const { HOME, USERPROFILE, SystemRoot, TEMP, TMP, TMPDIR } = env;
  return { PATH, HOME, USERPROFILE, SystemRoot, TEMP, TMP, TMPDIR };
}

const indent = (words: string): string => words.trimEnd().replace(/^/gm, '    ');
