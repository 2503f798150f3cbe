import type { ProviderName } from '../../providers/index.js';
import type { RunningSandbox } from '../kit/server.js';

/** What the demo must know of one provider to tell its story. */
export interface DemoFixture {
  provider: ProviderName;
  /** a folder of examples/functions */
  sample: string;
  /** in it, the file with the line `const VERSION = 'one';` */
  file: string;
  /** `env:` of each step, and of the terminal that a command is pasted into: the sandbox's own credentials */
  env: Readonly<Record<string, string>>;
  /** `with:` of each step, beside the operation */
  where(url: string): Record<string, string>;
  /** `with:` of each deploy besides */
  deploy?: Readonly<Record<string, string>>;
  /** makes what must exist before the first deploy */
  prepare?(sandbox: RunningSandbox): Promise<void>;
  /** Calls the function where its traffic goes; returns the VERSION that answered. */
  call(sandbox: RunningSandbox): Promise<string>;
}

/** VERSION in the answer of a sample function. Throws with the answer when there is none. */
export function versionInAnswer(body: string): string {
  const match = /"version"\s*:\s*"([^"]+)"/.exec(body);
  if (!match?.[1]) throw new Error(`The function did not answer with its version: ${body.slice(0, 200)}`);
  return match[1];
}
