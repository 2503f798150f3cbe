import type { Receipt } from '../core/model.js';
import { sameSplit } from '../core/traffic-split.js';
import { formatCount } from './format.js';
import type { Headline } from './headline-type.js';

/** "42 functions: 5 changed, all live" */
export function releaseHeadline(receipt: Receipt): Headline {
  const { members = [], outcome, operation, effect, release, dryRun } = receipt;
  const failed = members.filter(({ error }) => error).length;
  const count = formatCount(members.length, 'function');
  const changed = members.filter((member) => member.switched || member.changed).length;
  const news = changed === 0 ? 'nothing changed' : `${changed} changed`;
  if (outcome === 'superseded') return { mark: 'skip', sentence: `${count}: a newer commit went live meanwhile` };
  if (outcome === 'skipped') return { mark: 'skip', sentence: `${count}: ${operation} was skipped` };
  if (outcome === 'failed' || failed > 0) return { mark: 'bad', sentence: failedText(receipt, count, failed) };
  if (dryRun) return { mark: 'plan', sentence: `dry run for ${count}` };
  const odd = members.filter(({ drift }) => drift?.some(({ counts }) => counts)).length;
  if (odd > 0)
    return { mark: 'bad', sentence: `${odd} of ${count} ${odd === 1 ? 'is' : 'are'} not as the last run left them` };
  if (effect === 'reads' || effect === 'deletes') return { mark: 'list', sentence: `${operation} of ${count}` };
  if (effect === 'goes-back') return { mark: 'back', sentence: `${count}: ${changed} taken back` };
  return { mark: 'good', sentence: `${count}: ${news}${release === undefined ? '' : ', all live'}` };
}

function failedText({ operation, release, members = [] }: Receipt, count: string, failed: number): string {
  if (failed === 0) return `${operation} failed for ${count} before anything was changed`;
  if (release === undefined) return `${operation} failed for ${failed} of ${count}`;
  const away = members.filter(({ before, after }) => after !== undefined && !sameSplit(before, after)).length;
  const unknown = members.filter(({ before, after }) => before !== undefined && after === undefined).length;
  if (away === 0 && unknown === 0) return `${operation} of ${count} failed, all traffic is where it was`;
  return `${operation} of ${count} failed, ${away + unknown} of them ${away + unknown === 1 ? 'is' : 'are'} not where they were`;
}
