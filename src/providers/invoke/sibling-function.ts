import { DeployError } from '../../core/errors.js';
import type { Provider, SiblingFunction } from '../../core/provider.js';
import type { InvokeContext } from './context.js';
import type { FunctionRow } from './parse-responses.js';

/** How a function of ours is known: what was not made by `create` is never written to, and never deleted. */
const PREVIEW_MARK = 'vd1 preview';
const DESCRIPTION = `${PREVIEW_MARK}: made by Versioned Deploy for a pull request, and deleted with it`;

/**
 * The function `name` in the same project. `open` makes a provider of it. The new one asks its callers for a key when
 * the function beside it does: what is not public does not become so by a pull request.
 * Throws `refused` when a function of that name is there that was not made for a preview.
 */
export async function findSiblingFunction(
  { api, functionId }: InvokeContext,
  name: string,
  open: (row: FunctionRow) => Provider,
): Promise<SiblingFunction> {
  const { projectId, requiresKey } = await api.getFunction(functionId);
  const look = async () => {
    const row = (await api.findFunctions(name, projectId)).find((one) => one.name === name);
    if (row) refuseStranger(row);
    return row;
  };
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
      // Read again: a deletion cannot be taken back.
      refuseStranger(await api.getFunction(found.id));
      await api.deleteFunction(found.id);
    },
  };
}

function refuseStranger({ name, description }: FunctionRow): void {
  if (description?.startsWith(PREVIEW_MARK)) return;
  const what = `The function "${name}" exists already, and was not made for a preview.`;
  throw new DeployError('refused', `${what} It is neither overwritten nor deleted.`, {
    next: 'Give `preview.function` another name, or delete that function by hand if it should go.',
  });
}
