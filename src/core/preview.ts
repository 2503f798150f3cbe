/** What a run did about the preview of a pull request. */
export interface PreviewResult {
  /** of the pull request */
  number: number;
  /** the alias, or the function where the provider has no aliases */
  name: string;
  kind: 'alias' | 'function';
  /** stale: the last push failed, and what an earlier one left is still there */
  state: 'live' | 'stale' | 'removed';
  /** the head's commit */
  commit: string;
  url?: string;
  /** the URL was made for requests that carry the vendor's signature */
  signed?: true;
  /** the version of an earlier push, where the last one failed */
  shown?: string;
  /** what the diff is against: "version 6, which is live" */
  against?: string;
}

export interface PendingComment {
  /** of the pull request */
  number: number;
  /** which of our comments: one per function */
  key: string;
  url?: string;
}

export interface DeploymentLink {
  id: number;
  environment: string;
  url?: string;
}
