/** Inputs and keys of maps that belong to one run, and never in the file → what to do instead */
export const NOT_IN_A_MANIFEST: Readonly<Record<string, string>> = {
  operation: 'Write it in the workflow, or as the first word in a terminal.',
  version: 'Write it in the workflow, or as `--version` in a terminal.',
  confirm: 'Whoever confirms does so for one run: write it in the workflow or in the terminal.',
  'dry-run': 'Write it in the workflow, or as `--dry-run` in a terminal.',
  'release.members': 'A printed line has it, in a terminal.',
  manifest: 'The file is this one.',
  environment: 'Write `default-environment` at the top of the file, or `environment` in the workflow.',
};
