/** What tests and rehearsals may change while the sandbox runs. */
export interface Settings {
  /** functions carry state and lastUpdateStatus; code runtimes often send neither */
  states: boolean;
  /** looks that see an update as InProgress (implies states) */
  updatePolls: number;
  /** looks that see a new version as Pending (implies states) */
  versionPolls: number;
  /** ms (times the sandbox's scale) that an update, and a new version, take besides */
  updateMs: number;
  versionMs: number;
  /** the next update fails */
  failUpdate: boolean;
  /** an alias without weights says null instead of an empty map */
  nullWeights: boolean;
  /** page tokens of version lists are numbers */
  numericTokens: boolean;
  /** version ids are numbers in answers */
  numericVersions: boolean;
  /** the undocumented status of "No changes were made since last publish" and of an alias update without a change */
  noChangeStatus: number;
  /** an alias takes more than one additional version */
  manyCanaries: boolean;
  /** just before the next publish, someone else uploads other code */
  intruder: boolean;
  /** how weights split: `even` is exact over any run of calls, `random` is like the vendor */
  split: 'even' | 'random';
  /** further access keys: id → secret */
  keys: Record<string, string>;
}

export const defaultSettings = (): Settings => ({
  states: false,
  updatePolls: 0,
  versionPolls: 0,
  updateMs: 0,
  versionMs: 0,
  failUpdate: false,
  nullWeights: true,
  numericTokens: true,
  numericVersions: false,
  noChangeStatus: 400,
  manyCanaries: false,
  intruder: false,
  split: 'even',
  keys: {},
});

/** Throws on a setting that does not exist or has the wrong type. */
export function applySettings(settings: Settings, changes: Record<string, unknown>): void {
  const known: Record<string, unknown> = { ...defaultSettings() };
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in known)) {
      const all = Object.keys(known).join(', ');
      throw new Error(`The sandbox of Function Compute has no setting "${name}"; it has: ${all}.`);
    }
    if (typeof known[name] !== typeof value) throw new Error(`The setting "${name}" takes a ${typeof known[name]}.`);
  }
  Object.assign(settings, changes);
}
