import type { TrafficSplit, VendorCommand } from '../../core/model.js';
import { shellQuote } from '../../core/shell.js';
import type { Connection } from './connection.js';
import type { InvokeContext } from './context.js';

/**
 * The vendor's own ways to make a version active. Invoke's CLI switches by number; a number is given out again after
 * its version was deleted, so the curl line names the UUID, as far as it was seen.
 */
export function vendorCommands(
  { url, reference }: Connection,
  { functionId, versionCache }: InvokeContext,
  { stable }: TrafficSplit,
): VendorCommand[] {
  const lines: VendorCommand[] = [
    {
      tool: 'invoke',
      line: `invoke function:versions:switch ${shellQuote(nameForCli(reference, functionId))} --ver ${shellQuote(stable)}`,
      needs: `needs INVOKE_BASE_URL (${url}) and INVOKE_API_KEY in the environment; goes by the number alone`,
    },
  ];
  const uuid = versionCache.uuidOf(stable);
  if (uuid === undefined) return lines;
  const body = JSON.stringify({ versionId: uuid });
  const target = shellQuote(`${url}/api/functions/${functionId}/switch-version`);
  // What a program is started with, others can read; printf is a part of the shell.
  const key = `printf 'x-api-key: %s\\n' "$INVOKE_API_KEY"`;
  lines.push({
    tool: 'curl',
    line: `${key} | curl -fsS -X POST ${target} -H @- -H 'content-type: application/json' -d ${shellQuote(body)}`,
    needs: 'needs INVOKE_API_KEY in the environment',
  });
  return lines;
}

/** A bare name would be looked up in whatever project the CLI was last told. */
function nameForCli(wanted: Connection['reference'], id: string): string {
  if ('id' in wanted || !wanted.project || !('slug' in wanted.project)) return id;
  return `@${wanted.project.slug}/${wanted.name}`;
}

/** The function's own address, when the execution service is known. */
export const functionUrl = ({ executionUrl }: Connection, { functionId }: InvokeContext): string | undefined =>
  executionUrl && `${executionUrl}/invoke/${functionId}/`;
