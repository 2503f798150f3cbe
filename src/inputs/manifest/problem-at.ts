import type { LineCounter, Node } from 'yaml';
import { DeployError } from '../../core/errors.js';
import { errorFrom, type Problems } from '../../core/problems.js';
import type { Place } from './types.js';

/** What the reading of one file shares: where its lines begin, and what is wrong with it so far. */
export interface Reading {
  /** the name of the file, as sentences say it */
  file: string;
  lines: LineCounter;
  found: Problems;
}

/** The same error, with its place in front: `versioned-deploy.yml:7:3: …`. */
export const errorAt = (file: string, { line, column }: Place, error: DeployError): DeployError =>
  errorFrom(`${file}:${line}:${column}`, error);

/** Keeps a mistake: a sentence, and what to do about it. */
export function addProblem({ file, found }: Reading, place: Place, problem: string, next: string): void {
  found.add(errorAt(file, place, new DeployError('input', problem, { next })));
}

/** Returns what `read` returns; an `input` error is kept with its place. */
export function tryAt<T>({ file, found }: Reading, place: Place, read: () => T): T | undefined {
  return found.try(() => {
    try {
      return read();
    } catch (error) {
      throw error instanceof DeployError && error.kind === 'input' ? errorAt(file, place, error) : error;
    }
  });
}

/** Where a node begins; a node that the parser made up is at the beginning of the file. */
export function placeOf({ lines }: Reading, node: Node | null | undefined): Place {
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
