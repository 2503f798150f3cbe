import { spawn } from 'node:child_process';

export interface ChildRun {
  /** an ES module, run as it stands; it may import by absolute file URL */
  script: string;
  /** working folder */
  cwd: string;
  stdin?: string | Buffer;
  /** the whole environment of the child: nothing of ours is handed on */
  env?: Record<string, string>;
  /** ms after which it is killed */
  timeoutMs: number;
}

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: Buffer;
  timedOut: boolean;
  ms: number;
}

/** Of each of stdout and stderr; what comes after is dropped. */
const KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a script in a Node process of its own: uploaded code must neither see the sandbox's environment nor take
 * the sandbox down with it. Never rejects for what the script does; rejects when Node itself cannot be started.
 */
export function runChild({ script, cwd, stdin, env, timeoutMs }: ChildRun): Promise<ChildEnd> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    env: { ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stdout = keep(child.stdout);
  const stderr = keep(child.stderr);
  // A script that ends without reading its input is none of our errors.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);

  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);

  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // What the script started itself may hold the pipes open: after its own end, they are ours to close.
    child.once('exit', () => {
      clearTimeout(timer);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 200).unref();
    });
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout: stdout(), stderr: stderr(), timedOut, ms: performance.now() - started });
    });
  });
}

function keep(stream: NodeJS.ReadableStream): () => Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < KEPT_BYTES) chunks.push(chunk.subarray(0, KEPT_BYTES - bytes));
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks);
}
