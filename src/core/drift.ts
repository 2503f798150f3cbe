/** One thing that is not as the last run left it, or that a person should know beside it. */
export interface Drift {
  kind:
    | 'moved-by-hand'
    | 'unattended-rollout'
    | 'held'
    | 'latest-code'
    | 'configuration'
    | 'alias-at-latest'
    | 'switched-off'
    | 'latest-callers';
  /** a sentence */
  what: string;
  /** what to do about it: a sentence */
  next?: string;
  /** it makes `status` end with exit code 4; the others are only told */
  counts: boolean;
}
