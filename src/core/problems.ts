import { DeployError } from './errors.js';

/** Collects what is wrong with the inputs, so that all of it is told at once. */
export interface Problems {
  add(problem: DeployError): void;
  /** Returns what `read` returns; undefined when it throws an `input` error, which is kept. `input`: what it is about. */
  try<T>(read: () => T, input?: string): T | undefined;
  /** Throws when anything was wrong. */
  throw(): void;
  /** All of it as one error. */
  error(): DeployError;
}

/** What several problems that are one error were made of: collected once more, they are not numbered twice. */
const PARTS = new WeakMap<DeployError, readonly DeployError[]>();

/** `origins`: where in a file an input stands, which is put in front of what is wrong with it. */
export function problems(origins: Readonly<Record<string, string>> = {}): Problems {
  const found: DeployError[] = [];
  const add = (problem: DeployError) => {
    for (const one of PARTS.get(problem) ?? [problem]) {
      if (!found.some(({ message }) => message === one.message)) found.push(one);
    }
  };
  return {
    add,
    try(read, input = '') {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof DeployError) || error.kind !== 'input') throw error;
        const origin = origins[input];
        add(origin === undefined ? error : errorFrom(origin, error));
        return undefined;
      }
    },
    throw() {
      if (found.length > 0) throw together(found);
    },
    error: () => together(found),
  };
}

/** The same error, with the place in front where its cause stands: `versioned-deploy.yml:7:3: …`. */
export const errorFrom = (origin: string, { message, next }: DeployError): DeployError =>
  new DeployError('input', `${origin}: ${message}`, { next });

/** One problem stays as it is; several are numbered, each with what to do about it. */
function together(found: readonly DeployError[]): DeployError {
  const [first, ...rest] = found;
  if (first && rest.length === 0) return first;
  const listed = found.map(({ message, next = '' }, at) => `(${at + 1}) ${message} ${next}`.trim());
  const error = new DeployError('input', `${found.length} inputs are wrong. ${listed.join(' ')}`, {
    next: 'Nothing was sent.',
  });
  PARTS.set(error, found);
  return error;
}
