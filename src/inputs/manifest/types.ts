import type { GivenInputs } from '../expand-maps.js';

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

/** What a way in brings to the reading of the file. */
export interface ManifestHost {
  /** absolute; nothing outside is read */
  workspace: string;
  /** absolute: where the file lies, and what its `path` is relative to. Asked only when it matters; default: the workspace */
  checkout?: () => string;
  /** what its variables are read from */
  env: Readonly<Record<string, string | undefined>>;
  /** there are no GitHub Deployments: `environment` only chooses what of the file counts */
  recordsNothing?: boolean;
}

/** Who in the file this run is about. */
export interface ManifestMember {
  file: string;
  name: string;
  /** the environment that counts */
  environment?: string;
}

export interface CompleteInputs {
  /** inputs and keys of maps, as `readFlat` takes them */
  inputs: GivenInputs;
  /** where in the file an input stands: `versioned-deploy.yml:7:3` */
  origins: Readonly<Record<string, string>>;
  /** absent: no file was read */
  member?: ManifestMember;
  /** of a release that is taken back: the version that it made live */
  onlyFrom?: string;
}
