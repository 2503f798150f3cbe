import { DeployError } from '../../core/errors.js';
import type { Provider, SiblingFunction } from '../../core/provider.js';
import type { Desk } from './desk.js';
import type { FunctionRow } from './rows.js';

/** How a function of ours is known: what was not made by `create` is never deleted. */
const MARK = 'vd1 preview';
const DESCRIPTION = `${MARK}: made by Versioned Deploy for a pull request, and deleted with it`;

/**
 * The function `name` in the same project. `open` makes a provider of it. The new one asks its callers for a key when
 * the function beside it does: what is not public does not become so by a pull request.
 */
export async function beside(
  { api, id }: Desk,
  name: string,
  open: (row: FunctionRow) => Provider,
): Promise<SiblingFunction> {
  const { projectId, locked } = await api.function(id);
  const look = async () => (await api.functionsNamed(name, projectId)).find((row) => row.name === name);
  const found = await look();
  return {
    provider: found && open(found),
    async create() {
      try {
        return open(await api.create({ name, projectId, description: DESCRIPTION, locked }));
      } catch (error) {
        // Another run of the same pull request was faster.
        const now = error instanceof DeployError && error.status === 409 ? await look() : undefined;
        if (!now) throw error;
        return open(now);
      }
    },
    async destroy() {
      if (!found) return;
      const { description } = await api.function(found.id);
      if (description?.startsWith(MARK)) return api.destroy(found.id);
      throw new DeployError('refused', `The function "${name}" was not made for a preview, so it is not deleted.`, {
        next: 'Delete it by hand if it should go, or give `preview-function` another name.',
      });
    },
  };
}
