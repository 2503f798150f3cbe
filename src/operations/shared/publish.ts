import type { Alias, Package, Version } from '../../core/model.js';
import { codeHashOf, versionNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { requireHandler } from './require-handler.js';

/**
 * The package as a version that is ready for traffic: the one that already holds it, or a new one.
 * Sets `version`, `changed` in the receipt. Throws `refused`, before anything is sent, for one without its handler.
 */
export async function publishPackage(
  context: OperationContext,
  pkg: Package,
  live: Alias | undefined,
): Promise<Version> {
  const { provider, receipt, log, request, workflowRun } = context;
  const found = await context.stage('look', () => provider.findPublished(pkg, live));
  if (found) {
    log.info(`Version ${found.id} already holds this package; nothing is uploaded.`);
    receipt.version = found;
    return found;
  }
  await requireHandler(context, pkg);
  if (request.description && !provider.capabilities.notes) {
    log.notice(`${provider.capabilities.title} keeps no descriptions, so \`description\` is only in this summary.`);
  }
  const codeHash = codeHashOf(pkg, provider.capabilities.codeHash);
  const identity = { manifestSha256: pkg.manifest.sha256, codeHash };
  const note = versionNote(workflowRun, identity, request.description);
  const published = await context.stage('publish', () => provider.publish(pkg, note));
  receipt.version = published.version;
  receipt.changed = published.created;
  const { id } = published.version;
  log.info(published.created ? `Published version ${id}.` : `Nothing changed: version ${id} already is this code.`);
  return published.version;
}
