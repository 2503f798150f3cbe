import { formatBytes, formatDuration } from '../core/format.js';
import type { Receipt } from '../core/model.js';
import type { Invocation } from './commands.js';
import { truncate } from './escape.js';
import { measuredStages, versionNumber } from './format.js';
import { configurationWords } from './package-changes.js';
import type { Fact, StyledText } from './table.js';

/** What was shipped, by whom and when: the facts of a run, for summary and terminal. A new one is one line here. */
export function runFacts(receipt: Receipt, door: Invocation): Fact[] {
  const { package: pkg, workflowRun, output, ms, liveCommit } = receipt;
  const { commit, author, runId, runUrl } = workflowRun;
  // What a rollback or a promotion makes live was built from another commit than the one whose workflow moved it.
  const movesOld = receipt.effect === 'moves' || receipt.effect === 'goes-back';
  const triggered = movesOld ? 'triggered from' : 'commit';
  const stages = measuredStages(receipt).map((stage) => `${stage.name} ${formatDuration(stage.ms)}`);
  return [
    { title: 'version', cell: [versionFact(receipt)] },
    { title: 'configuration', cell: receipt.changed ? configurationWords(receipt.configuration) : undefined },
    { title: 'package', cell: pkg && [formatBytes(pkg.bytes), { text: pkg.sha256.slice(0, 12), style: 'code' }] },
    { title: 'files', cell: pkg && String(pkg.files) },
    { title: 'commit', cell: [liveCommit === undefined ? undefined : commitText(liveCommit, receipt, door)] },
    { title: triggered, cell: [commit === undefined ? undefined : commitText(commit, receipt, door)] },
    { title: 'by', cell: author && truncate(author, 40) },
    { title: 'run', only: 'summary', cell: runId && [{ text: truncate(runId, 20), url: runUrl }] },
    { title: 'run', only: 'terminal', cell: runUrl },
    { title: 'sha256', only: 'terminal', cell: pkg?.sha256 },
    { title: 'file', only: 'terminal', cell: pkg?.file },
    { title: 'output', only: 'terminal', cell: output },
    { title: 'took', cell: formatDuration(ms) },
    { title: 'stages', only: 'terminal', cell: stages },
  ];
}

function versionFact(receipt: Receipt): StyledText[] {
  const version = versionNumber(receipt.version);
  if (version === undefined) return [];
  const published = receipt.package !== undefined && receipt.effect !== 'goes-back';
  return [{ text: version, style: 'strong' }, { text: published ? (receipt.changed ? 'new' : 'reused') : '' }];
}

/** Seven letters of a commit, linked where GitHub can show it. */
export function commitText(sha: string, { workflowRun }: Receipt, door: Invocation): StyledText {
  const label: StyledText = { text: sha.slice(0, 7), style: 'code' };
  if (door.kind !== 'action' || !workflowRun.repository || !/^[0-9a-f]{7,64}$/i.test(sha)) return label;
  return { ...label, url: `${door.serverUrl}/${workflowRun.repository}/commit/${sha}` };
}
