/** The table of outputs: action.yml and the README's table are made from it. Names are a public promise. */
export interface OutputDefinition {
  name: string;
  /** a sentence */
  help: string;
}

export const OUTPUTS: readonly OutputDefinition[] = [
  { name: 'version', help: 'The version that this run published, reused or made live.' },
  { name: 'previous-version', help: 'The version that was live before.' },
  { name: 'alias', help: 'The alias that was read or moved.' },
  { name: 'traffic', help: 'What is live now, as JSON: version → percent.' },
  { name: 'changed', help: '`true` when a new version was published.' },
  { name: 'switched', help: '`true` when traffic moved.' },
  { name: 'package-path', help: 'The archive that was made, a file in `RUNNER_TEMP`.' },
  { name: 'package-sha256', help: 'Its sha256, in hex.' },
  { name: 'package-size', help: 'Its size in bytes.' },
  { name: 'files', help: 'The number of files in it.' },
  { name: 'url', help: 'Where the alias can be called, where the provider says so.' },
  {
    name: 'rollback-command',
    help: 'One line for a terminal that takes this run’s move back. Empty when nothing moved.',
  },
  { name: 'versions', help: 'The versions, as JSON (`list`).' },
  { name: 'plan', help: 'The writes that were not sent, as JSON (`dry-run`).' },
  { name: 'receipt', help: 'Everything that this run did and found, as JSON with a `schema` number.' },
  { name: 'summary-path', help: 'A copy of the summary, a file in `RUNNER_TEMP`.' },
];
