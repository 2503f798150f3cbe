import { posix } from 'node:path';
import { DeployError } from '../../core/errors.js';
import type { Package } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import type { HandlerSetting } from '../../core/provider.js';
import { findHandlerProblem, type HandlerProblem } from '../../package/find-handler.js';

/**
 * A package without what the function calls goes live like any other, and fails at every call. Throws `refused` where
 * that is sure, and warns where it is not; says nothing with `allow: handler`.
 */
export async function requireHandler(context: OperationContext, { manifest }: Package): Promise<void> {
  const { provider, request, log } = context;
  if (request.allow.handler || !provider.handler) return;
  const setting = await provider.handler();
  const path = request.path ?? '';
  const ready = /\.(?:zip|tgz|tar\.gz)$/i.test(path);
  const problem = setting && findHandlerProblem({ entries: manifest.entries, ready }, setting);
  if (!problem) return;
  const said = `${whatIsCalled(setting)}, and ${problem.problem}.`;
  const hint = hintOf(problem, path, ready);
  if (problem.unsure !== undefined) {
    log.warning(
      `${said} That may be right all the same: ${problem.unsure}. ${hint} \`allow: handler\` ends this warning.`,
    );
    return;
  }
  throw new DeployError('refused', said, {
    next: `${hint} Nothing was uploaded. If it is right as it is, write \`allow: handler\`.`,
  });
}

function whatIsCalled({ runtime, handler }: HandlerSetting): string {
  return /^(?:provided|custom)/.test(runtime)
    ? `The function runs on ${runtime}`
    : `The function calls "${handler}" on ${runtime}`;
}

/** Where the file was seen, and what was probably meant. */
function hintOf({ seen, next }: HandlerProblem, path: string, ready: boolean): string {
  if (next !== undefined) return next;
  if (!seen)
    return 'Correct `path` (or what `exclude` and `.deployignore` leave out), or the handler in the configuration of the function.';
  const { file, folder } = seen;
  if (folder === undefined) return `The package has ${file}: correct \`path\`, or the handler of the function.`;
  if (ready) return `It is in \`${folder}/\`: make the archive of what is in that folder, not of the folder.`;
  return `It is in \`${folder}/\`: did you mean \`path: ${posix.join(path.replaceAll('\\', '/'), folder)}\`?`;
}
