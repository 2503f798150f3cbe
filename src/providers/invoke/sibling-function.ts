import { DeployError } from '../../core/errors.js';
import type { Provider, SiblingFunction } from '../../core/provider.js';
import type { InvokeContext } from './context.js';
import type { FunctionRow } from './parse-responses.js';

/** How a function of ours is known: what was not made by `create` is never deleted. */
const PREVIEW_MARK = 'vd1 preview';
const DESCRIPTION = `${PREVIEW_MARK}: made by Versioned Deploy for a pull request, and deleted with it`;

/**
 * The function `name` in the same project. `open` makes a provider of it. The new one asks its callers for a key when
 * the function beside it does: what is not public does not become so by a pull request.
 */
export async function findSiblingFunction(
  { api, functionId }: InvokeContext,
  name: string,
  open: (row: FunctionRow) => Provider,
): Promise<SiblingFunction> {
  const { projectId, requiresKey } = await api.getFunction(functionId);
  const look = async () => (await api.findFunctions(name, projectId)).find((row) => row.name === name);
  const found = await look();
  return {
    provider: found && open(found),
    async create() {
      try {
        return open(await api.createFunction({ name, projectId, description: DESCRIPTION, requiresKey }));
      } catch (error) {
        // Another run of the same pull request was faster.
        const now = error instanceof DeployError && error.status === 409 ? await look() : undefined;
        if (!now) throw error;
        return open(now);
      }
    },
    async destroy() {
      if (!found) return;
      const { description } = await api.getFunction(found.id);
      if (description?.startsWith(PREVIEW_MARK)) return api.deleteFunction(found.id);
      throw new DeployError('refused', `The function "${name}" was not made for a preview, so it is not deleted.`, {
        next: 'Delete it by hand if it should go, or give `preview.function` another name.',
      });
    },
  };
}
