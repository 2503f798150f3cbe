import type { AdoptionDirection } from '../../core/adoption.js';
import { configurationText, isSameConfiguration } from '../../core/configuration-diff.js';
import { DeployError } from '../../core/errors.js';
import type { Alias } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';
import { publishedChecksums } from '../latest/protect.js';

/**
 * Callers who are moved must get what they got before, whichever way they go. Throws `refused` where the newest upload
 * holds other code than the version that the alias shows; warns where it is only configured otherwise.
 */
export async function refuseOtherCode(
  { provider, request, log }: OperationContext,
  { split }: Alias,
  direction: AdoptionDirection,
): Promise<void> {
  const { latest: name = '' } = provider.capabilities;
  if (split.stable === name && !split.canary) return;
  const [latest, live] = await Promise.all([provider.latest?.(), provider.version(split.stable)]);
  if (!live || !latest?.checksum || latest.checksum !== live.checksum) {
    const whose = direction === 'adopt' ? 'its callers' : `callers of ${request.alias}`;
    const what = `${name} holds other code than version ${split.stable}, which ${request.alias} shows: ${whose} would get other code by being moved.`;
    const published = await isPublished(provider, latest?.checksum);
    throw new DeployError('refused', what, {
      next: `Nothing was changed. ${published ? '' : UNPUBLISHED}${wayOut(request.alias, split.stable, direction)}`,
    });
  }
  const diff = await provider.configurationDiff?.(split.stable, name);
  if (!diff || isSameConfiguration(diff)) return;
  const whose = direction === 'adopt' ? 'its configuration' : `the configuration of ${name}`;
  log.warning(
    `Version ${split.stable}, which ${request.alias} shows, is configured otherwise than ${name}: ${configurationText(diff)}. Callers get ${whose} when they are moved.`,
  );
}

/** What cannot be read is no reason to say another thing than that it is refused. */
async function isPublished(provider: Provider, checksum: string | undefined): Promise<boolean> {
  const all = await publishedChecksums(provider).catch(() => undefined);
  return all === undefined || (checksum !== undefined && all.includes(checksum));
}

/** `protect` overwrites nothing that would be lost by it. */
const UNPUBLISHED = 'That code is in no version, so publish it first, or it would be lost. Then: ';

function wayOut(alias: string, version: string, direction: AdoptionDirection): string {
  const line = `\`rollback\` with \`version: ${version}\` and \`latest-callers: protect\``;
  return direction === 'adopt'
    ? `${line} gives them the live code first; or make what they get now live.`
    : `${line} puts the live code there first; or make what it holds live on ${alias}.`;
}
