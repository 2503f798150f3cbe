import type { Receipt, SuggestedCommand } from '../core/model.js';
import { readBy } from '../inputs/read-by.js';
import { writeMember } from '../inputs/release-members.js';
import { isProviderName, providers } from '../providers/index.js';

/** So many members still make a line that can be copied. */
const MOST_IN_A_LINE = 40;

/**
 * One line that takes back all that a release has moved. Members whose other inputs contradict each other (the URLs of
 * two Invoke servers), and more than fit into a line, get a line of their own.
 */
export function releaseCommands(receipt: Receipt): SuggestedCommand[] {
  const lines: Line[] = [];
  for (const member of receipt.members ?? []) {
    const { before, after, switched, suggestions, alias } = member;
    const own = suggestions.find(({ kind }) => kind === 'rollback');
    // A share is given again by its own line.
    if (!switched || !own || !before || !after || after.canary || before.canary) continue;
    const {
      operation,
      provider = '',
      region = '',
      function: name = '',
      alias: _,
      version = '',
      ...inputs
    } = own.inputs;
    let line = lines.find((one) => agree(one, inputs, provider));
    if (!line) {
      line = { inputs: {}, providers: new Set(), members: [], credentials: new Set() };
      lines.push(line);
    }
    Object.assign(line.inputs, inputs);
    line.providers.add(provider);
    line.members.push(writeMember({ provider, region, function: name, alias, from: after.stable, to: version }));
    if (own.credentials) line.credentials.add(own.credentials);
  }
  const title = receipt.effect === 'goes-back' ? 'What was live before this' : 'Back to before this release';
  return lines.flatMap((line) => commandsOf(line, title));
}

/** What the members of one line have in common. */
interface Line {
  /** each counts for the members whose provider reads it */
  inputs: Record<string, string>;
  providers: Set<string>;
  members: string[];
  credentials: Set<string>;
}

/** Would each input of one line mean the same to all of its members? */
function agree(line: Line, inputs: Record<string, string>, provider: string): boolean {
  return Object.keys({ ...line.inputs, ...inputs }).every((name) => {
    if (line.inputs[name] === inputs[name]) return true;
    return inputs[name] === undefined ? !isRead(name, provider) : ![...line.providers].some((one) => isRead(name, one));
  });
}

const isRead = (name: string, provider: string): boolean =>
  isProviderName(provider) && readBy(name, provider, providers[provider].capabilities);

function commandsOf({ inputs, members, credentials }: Line, title: string): SuggestedCommand[] {
  const count = Math.ceil(members.length / MOST_IN_A_LINE);
  return Array.from({ length: count }, (_, at): SuggestedCommand => {
    const part = members.slice(at * MOST_IN_A_LINE, (at + 1) * MOST_IN_A_LINE);
    return {
      kind: 'rollback',
      title: `${title} (${part.length} ${part.length === 1 ? 'function' : 'functions'})`,
      inputs: { operation: 'rollback', 'release.members': part.join(','), ...inputs },
      ...(credentials.size > 0 && { credentials: [...credentials].join('; ') }),
      vendor: [],
    };
  });
}
