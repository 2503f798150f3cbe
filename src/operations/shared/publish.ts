import { configurationText, isSameConfiguration } from '../../core/configuration-diff.js';
import type { Alias, Package, Receipt, Version } from '../../core/model.js';
import { codeHashOf, versionNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { publishContended } from './publish-contended.js';
import { requireHandler } from './require-handler.js';

/**
 * The package as a version that is ready for traffic: the one that already holds it, or a new one. It is looked for
 * where `holder` points, and in the newest version.
 * Sets `version`, `changed` in the receipt. Throws `refused`, before anything is sent, for one without its handler.
 */
export async function publishPackage(
  context: OperationContext,
  pkg: Package,
  live: Alias | undefined,
  holder = live,
): Promise<Version> {
  const { provider, receipt, log, request, workflowRun } = context;
  const found = await context.stage('look', () => provider.findPublished(pkg, holder));
  if (found) {
    log.info(`Version ${found.id} already holds this package; nothing is uploaded.`);
    receipt.version = found;
    return found;
  }
  await requireHandler(context, pkg);
  await compareConfiguration(context, pkg, live);
  if (request.description && !provider.capabilities.notes) {
    log.notice(`${provider.capabilities.title} keeps no descriptions, so \`description\` is only in this summary.`);
  }
  const codeHash = codeHashOf(pkg, provider.capabilities.codeHash);
  const identity = { manifestSha256: pkg.manifest.sha256, codeHash };
  const note = versionNote(workflowRun, identity, request.description);
  const published = await context.stage('publish', () => publishContended(context, pkg, note, live));
  receipt.version = published.version;
  receipt.changed = published.created;
  if (!published.created) delete receipt.configuration;
  const { id } = published.version;
  const done = request.dryRun ? 'A new version would be published.' : `Published version ${id}.`;
  log.info(
    published.created ? `${done}${whyText(receipt, live)}` : `Nothing changed: version ${id} already is this code.`,
  );
  return published.version;
}

/** The configuration is a part of a version. Sets `configuration` in the receipt where it is not that of the live one. */
async function compareConfiguration(
  { provider, request, receipt, log }: OperationContext,
  pkg: Package,
  live: Alias | undefined,
): Promise<void> {
  const differing = live && (await provider.configurationDiff?.(live.split.stable, pkg));
  if (!differing || isSameConfiguration(differing)) return;
  receipt.configuration = differing;
  if (!differing.unreadable || !request.dryRun) return;
  log.notice(
    `Whether the variables of the environment differ is not known, since this role cannot read them; where nothing else does, ${provider.capabilities.title} decides whether there is anything to publish.`,
  );
}

/** What is published besides the code, or in place of it. */
function whyText({ configuration }: Receipt, live: Alias | undefined): string {
  if (!configuration) return '';
  const [version, what] = [`version ${live?.split.stable}`, configurationText(configuration)];
  return configuration.sameCode
    ? ` The code is that of ${version}; what differs is the configuration: ${what}.`
    : ` The configuration differs from that of ${version}, too: ${what}.`;
}
