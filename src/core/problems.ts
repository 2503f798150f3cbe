import { DeployError } from './errors.js';

/** Collects what is wrong with the inputs, so that all of it is told at once. */
export interface Problems {
  add(problem: DeployError): void;
  /** Returns what `read` returns; undefined when it throws an `input` error, which is kept. */
  try<T>(read: () => T): T | undefined;
  /** Throws when anything was wrong. */
  throw(): void;
  /** All of it as one error. */
  error(): DeployError;
}

export function problems(): Problems {
  const found: DeployError[] = [];
  const add = (problem: DeployError) => {
    if (!found.some(({ message }) => message === problem.message)) found.push(problem);
  };
  return {
    add,
    try(read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof DeployError) || error.kind !== 'input') throw error;
        add(error);
        return undefined;
      }
    },
    throw() {
      if (found.length > 0) throw together(found);
    },
    error: () => together(found),
  };
}

/** One problem stays as it is; several are numbered, each with what to do about it. */
function together(found: readonly DeployError[]): DeployError {
  const [first, ...rest] = found;
  if (first && rest.length === 0) return first;
  const listed = found.map(({ message, next = '' }, at) => `(${at + 1}) ${message} ${next}`.trim());
  return new DeployError('input', `${found.length} inputs are wrong. ${listed.join(' ')}`, {
    next: 'Nothing was sent.',
  });
}
