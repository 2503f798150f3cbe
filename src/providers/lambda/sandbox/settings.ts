/** What tests and rehearsals may change while the sandbox runs. */
export interface Settings {
  /** looks at $LATEST that see an update as InProgress */
  updatePolls: number;
  /** looks at a new version that see it as not ready; at least one where AWS begins with `Pending` */
  versionPolls: number;
  /** ms (times the sandbox's scale) that an update, and a new version, take besides */
  updateMs: number;
  versionMs: number;
  /** the word for a version that is not ready yet */
  pendingState: string;
  /** what a version becomes */
  readyState: 'Active' | 'Inactive';
  /** the next update, or version, fails */
  failUpdate: boolean;
  failVersion: boolean;
  /** how many creations to come are refused because IAM does not know the role everywhere yet */
  roleRefusals: number;
  /** executions of durable functions: number of a version → their status, such as RUNNING */
  durableExecutions: Record<string, string>;
  /** an alias with provisioned concurrency takes no weights; by AWS's documentation it does */
  refuseProvisionedWeights: boolean;
  /** looks at an alias that see weights of AWS's own after a move under provisioned concurrency */
  movePolls: number;
  /** on which version AWS puts those weights */
  moveOn: 'primary' | 'previous';
  /** CloudWatch's alarms: name → OK, ALARM or INSUFFICIENT_DATA */
  alarms: Record<string, string>;
  /** the role may decrypt the variables of the environment */
  decrypts: boolean;
  /** how weights split: `even` is exact over any run of calls, `random` is like AWS */
  split: 'even' | 'random';
}

export const DEFAULTS: Settings = {
  updatePolls: 1,
  versionPolls: 0,
  updateMs: 0,
  versionMs: 0,
  pendingState: 'Pending',
  readyState: 'Active',
  failUpdate: false,
  failVersion: false,
  roleRefusals: 0,
  durableExecutions: {},
  refuseProvisionedWeights: false,
  movePolls: 2,
  moveOn: 'primary',
  alarms: {},
  decrypts: true,
  split: 'even',
};

/** Throws on a setting that does not exist or has the wrong type. */
export function apply(settings: Settings, changes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(changes)) {
    const now = (DEFAULTS as unknown as Record<string, unknown>)[name];
    if (now === undefined) {
      throw new Error(
        `The sandbox of AWS Lambda has no setting "${name}"; it has: ${Object.keys(DEFAULTS).join(', ')}.`,
      );
    }
    if (typeof now !== typeof value) throw new Error(`The setting "${name}" takes a ${typeof now}.`);
  }
  Object.assign(settings, changes);
}
