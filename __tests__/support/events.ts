import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './github.js';

/** The payload of a pull_request event, as GitHub sends it (the parts that matter), in a file. */
export async function eventFile(
  facts: {
    number?: number;
    action?: string;
    head?: object | null;
    user?: string;
    merged?: boolean;
    state?: string;
  } = {},
): Promise<string> {
  const { number: id = 12, action = 'opened', head, user = 'mona', merged = false } = facts;
  const state = facts.state ?? (action === 'closed' ? 'closed' : 'open');
  const base = { id: 1, full_name: REPOSITORY };
  const payload = {
    action,
    number: id,
    pull_request: {
      number: id,
      state,
      merged,
      user: { login: user, type: user.endsWith('[bot]') ? 'Bot' : 'User' },
      head: { ref: 'topic', sha: 'c0ffee0000000000000000000000000000000001', repo: head === undefined ? base : head },
      base: { ref: 'main', sha: 'ba5e000000000000000000000000000000000002', repo: base },
    },
    repository: base,
    sender: { login: user },
  };
  const file = join(await mkdtemp(join(tmpdir(), 'vd-event-')), 'event.json');
  await writeFile(file, JSON.stringify(payload));
  return file;
}
