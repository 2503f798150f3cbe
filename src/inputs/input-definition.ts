import { OPERATIONS, type OperationName } from '../core/model.js';
import * as parse from './parsers.js';

/** One row of the table of inputs. */
export interface InputDefinition {
  name: string;
  group: Group;
  /** a sentence or two for action.yml and the README */
  help: string;
  parse: parse.Parse<unknown>;
  /** where one operation reads more into it than the others */
  parseFor?: Partial<Record<OperationName, parse.Parse<unknown>>>;
  /** what is used when it is not given, as text; shown in the tables and parsed like a given one */
  default?: string;
  /** the operations that read it */
  operations: readonly OperationName[];
  /** only the providers that name it in their capabilities read it */
  providerSpecific?: true;
  /** masked as soon as it is read, and never printed in a command */
  secret?: true;
  /** says where to work: a printed command repeats it */
  repeatInCommands?: true;
  /** says nothing unless one of these is given too */
  onlyWith?: readonly string[];
  /** no default of its own but the one in action.yml, so it is never refused as "not read by this operation" */
  alwaysAllowed?: true;
}

export const GROUPS = ['what', 'where', 'package', 'traffic', 'probes', 'keeping', 'GitHub'] as const;
export type Group = (typeof GROUPS)[number];

export const ALL = OPERATIONS;
export const PACKS: OperationName[] = ['deploy', 'canary', 'preview'];
export const MOVES: OperationName[] = ['deploy', 'canary', 'promote', 'rollback'];

/** An input that says where to work, and that only some providers read. */
export const where = (name: string, help: string, more: Partial<InputDefinition> = {}): InputDefinition => ({
  name,
  group: 'where',
  help,
  parse: parse.text,
  operations: ALL,
  providerSpecific: true,
  repeatInCommands: true,
  ...more,
});
