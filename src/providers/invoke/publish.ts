import { afterAcceptedWrite, DeployError } from '../../core/errors.js';
import type { Package } from '../../core/model.js';
import type { PublishResult } from '../../core/provider.js';
import { built } from './builds.js';
import type { Desk } from './desk.js';
import { type VersionRow, versionOf } from './rows.js';
import { compare, ids, type Sent, send } from './send.js';

/** How often a version that others have overwritten is uploaded anew. */
const TRIES = 3;

/** Uploads the package as a new version, follows its build to the end, and makes sure that it holds what was sent. */
export async function publish(desk: Desk, pkg: Package): Promise<PublishResult> {
  const { api, context, id, seen } = desk;
  warnOfLinks(desk, pkg);
  const before = ids(await seen.last());
  for (let count = 1; count <= TRIES; count++) {
    const sent = await send(desk, pkg, before);
    const { number, buildId } = sent;
    context.log.info(`Uploaded as version ${number}.`);
    const row = await afterAcceptedWrite(async () => {
      await built(api, context, { functionId: id, versionId: sent.id, number, buildId });
      return await verified(desk, pkg, { sent, before });
    });
    if (row) {
      seen.claim(row);
      return { version: { ...versionOf(row), status: 'ready' }, created: true, uploadedBytes: pkg.bytes * count };
    }
    before.add(sent.id);
    context.log.warning(
      `Another upload at the same moment overwrote version ${number}: it has our hash, but other code. Delete it; ours is uploaded once more.`,
    );
  }
  throw new DeployError('refused', `Other uploads overwrote ours ${TRIES} times. Nothing was switched.`, {
    next: 'Deploy a function from one place at a time (`concurrency` in the workflow), and run it again.',
  });
}

/** The server unpacks a zip without knowing links (adm-zip), and keeps a tgz as it is. */
function warnOfLinks({ context }: Desk, { format, manifest }: Package): void {
  const links = manifest.entries.filter(({ mode }) => (mode & 0o170000) === 0o120000);
  if (format !== 'zip' || links.length === 0) return;
  const which = links[0]?.path ?? '';
  context.log.warning(
    `Invoke turns the symbolic links of a zip into text files (${links.length}, such as "${which}"); give \`path\` a .tgz to keep them.`,
  );
}

/**
 * The row, with our hash in it. The object is written before the row, under the number alone; so when others have
 * uploaded meanwhile, the content is compared too. Undefined: it is theirs.
 */
async function verified(desk: Desk, pkg: Package, { sent, before }: { sent: Sent; before: Set<string> }) {
  const { id, number, compared } = sent;
  const rows = await desk.seen.list();
  const row = rows.find((one) => one.id === id);
  if (!row) {
    throw new DeployError('refused', `Version ${number} was uploaded, and is not among the versions any more.`, {
      next: 'Someone deleted it at the same moment. Nothing was switched; run it again.',
    });
  }
  if (row.hash !== pkg.sha256) throw foreign(row, pkg);
  const raced = rows.some((one) => one.id !== id && !before.has(one.id));
  if (compared || !raced) return row;
  return (await compare(desk, pkg, id)).length === 0 ? row : undefined;
}

function foreign({ number, hash }: VersionRow, { sha256 }: Package): DeployError {
  const message = `Version ${number} does not hold what was sent: its hash is ${hash ?? 'missing'}, ours ${sha256}.`;
  return new DeployError('refused', message, {
    next: 'Nothing was switched. Delete that version and deploy again, with one deploy of a function at a time.',
  });
}
