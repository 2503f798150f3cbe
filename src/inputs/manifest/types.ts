/** Where something stands in the file; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A value as it is written: one text, the lines of a list, or a map (a payload). Variables are not expanded yet. */
export type RawValue = string | readonly string[] | Readonly<Record<string, unknown>>;

export interface Entry {
  value: RawValue;
  place: Place;
}

/** What one level of the file says: inputs, and the keys of maps by their dotted names (`probe.url`). */
export interface Layer {
  entries: Readonly<Record<string, Entry>>;
  /** inputs, maps and keys whose values of the levels below do not count here: `null`, or a list that replaces */
  unset: readonly string[];
}

export interface ManifestEnvironment {
  layer: Layer;
  functions: Readonly<Record<string, Layer>>;
}

/** A `versioned-deploy.yml`, read and checked. Nothing of it is merged or expanded. */
export interface Manifest {
  /** the name of the file, as sentences say it */
  file: string;
  defaults: Layer;
  functions: Readonly<Record<string, Layer>>;
  environments: Readonly<Record<string, ManifestEnvironment>>;
  defaultEnvironment?: string;
}

export const NO_LAYER: Layer = { entries: {}, unset: [] };
