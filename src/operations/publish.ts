import type { Job } from '../core/job.js';
import type { Alias, Package, Version } from '../core/model.js';
import { versionNote } from '../core/note.js';

/**
 * The package as a version that is ready for traffic: the one that already holds it, or a new one.
 * Sets `version`, `changed` in the receipt.
 */
export async function publish(job: Job, pkg: Package, live: Alias | undefined): Promise<Version> {
  const { provider, receipt, log, request, source } = job;
  const found = await job.stage('look', () => provider.find(pkg, live));
  if (found) {
    log.info(`Version ${found.id} already holds this package; nothing is uploaded.`);
    receipt.version = found;
    return found;
  }
  if (request.description && !provider.can.notes) {
    log.notice(`${provider.can.title} keeps no descriptions, so \`description\` is only in this summary.`);
  }
  const note = versionNote(source, pkg.manifest.sha256, request.description);
  const published = await job.stage('publish', () => provider.publish(pkg, note));
  receipt.version = published.version;
  receipt.changed = published.created;
  const { id } = published.version;
  log.info(published.created ? `Published version ${id}.` : `Nothing changed: version ${id} already is this code.`);
  return published.version;
}
