import { OPERATIONS, type OperationName } from '../core/operation-names.js';
import type { Parser } from './parsers.js';

/** The headings of the README's tables, in their order. */
export const GROUPS = ['what', 'where', 'package', 'traffic', 'probes', 'retention', 'GitHub'] as const;
export type Group = (typeof GROUPS)[number];

/** One input, or one key of an input that is a map. */
export interface InputDefinition<T = unknown> {
  /** a sentence or two for action.yml, `help` and the README */
  help: string;
  parse: Parser<T>;
  /** where one operation takes more than the others do */
  parseFor?: Partial<Record<OperationName, Parser<T>>>;
  /** what is used when it is not given, as text; shown in the tables and parsed like a given one */
  default?: string;
  /** the request cannot be without it */
  required?: true;
  /** the operations that read it */
  operations: readonly OperationName[];
  /** only the providers that name it in their capabilities, or define it themselves, read it */
  providerSpecific?: true;
  /** masked as soon as it is read, and never printed in a command */
  secret?: true;
  /** says where to work: a printed command repeats it */
  repeatInCommands?: true;
  /** means nothing in a terminal: there it is neither listed nor taken */
  workflowOnly?: true;
  /** means nothing unless one of these is given too */
  onlyWith?: readonly string[];
  /** has a default in action.yml, so it is never refused as "not read by this operation" */
  alwaysAllowed?: true;
}

/** An input that is a small YAML map, or a list of words. */
export interface MapDefinition {
  help: string;
  /** the key that a single value stands for */
  main?: string;
  /** a list of words instead of a map: each word is a key that is then true */
  list?: true;
}

/**
 * Inputs that belong together. A key of a map is written with a dot: `probe.url` is the key `url` of the input `probe`.
 */
export interface InputTable<Inputs extends Record<string, InputDefinition> = Record<string, InputDefinition>> {
  group: Group;
  maps?: Readonly<Record<string, MapDefinition>>;
  inputs: Inputs;
}

/** Defines inputs. The type of the request is inferred from the table: see `RequestOf`. */
export const defineInputs = <const Inputs extends Record<string, InputDefinition>>(
  table: InputTable<Inputs>,
): InputTable<Inputs> => table;

export const ALL = OPERATIONS;
/** Operations that make a package of `path`. */
export const PACKS: readonly OperationName[] = ['deploy', 'canary', 'preview'];
/** Operations that move live traffic. */
export const MOVES: readonly OperationName[] = ['deploy', 'canary', 'promote', 'rollback'];

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

type Value<Definition> = Definition extends { parse: Parser<infer T> } ? T : never;

/** The names whose value is always there. */
type Certain<Inputs> = {
  [Name in keyof Inputs]: Inputs[Name] extends { default: string } | { required: true } ? Name : never;
}[keyof Inputs];

type Fields<Inputs, Prefix extends string> = {
  [Name in Certain<Inputs> as FieldName<Name, Prefix>]: Value<Inputs[Name]>;
} & {
  [Name in Exclude<keyof Inputs, Certain<Inputs>> as FieldName<Name, Prefix>]?: Value<Inputs[Name]>;
};

type FieldName<Name, Prefix extends string> = Name extends `${Prefix}${infer Key}`
  ? Key extends `${string}.${string}`
    ? never
    : CamelCase<Key>
  : never;

type MapName<Inputs> = keyof Inputs extends infer Name
  ? Name extends `${infer Head}.${string}`
    ? Head
    : never
  : never;

type Flat<T> = { [Key in keyof T]: T[Key] };

/** The part of a request that a table stands for: `probe-url` → `probeUrl`, `probe.max-latency` → `probe.maxLatency`. */
export type RequestOf<Inputs> = Flat<
  Fields<Inputs, ''> & { [Head in MapName<Inputs> as CamelCase<Head>]: Flat<Fields<Inputs, `${Head}.`>> }
>;

/** `max-latency` → `maxLatency`: the field of a request in which an input or a key is found. */
export const fieldOf = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
