import type { CreateSandbox, SandboxRequest } from '../../sandbox/kit/types.js';
import { advance } from './sandbox/builds.js';
import { execute } from './sandbox/execute.js';
import { route } from './sandbox/routes.js';
import { checked } from './sandbox/settings.js';
import { addProject, createWorld } from './sandbox/world.js';

export { SANDBOX_FUNCTION, SANDBOX_KEY, SANDBOX_PROJECT } from './sandbox/world.js';

const isExecution = ({ url }: SandboxRequest): boolean => /^\/invoke\//.test(url.pathname);

/**
 * Invoke's admin API (`/api/…`) and execution service (`/invoke/<function>/`) behind one URL, as recorded on the real
 * server. Uploaded handlers are really run. The project `demo` holds the function `sample`; the key is SANDBOX_KEY.
 */
export const createInvokeSandbox: CreateSandbox = (context) => {
  const world = createWorld(context);
  return {
    name: 'invoke',
    claims: (request) => isExecution(request) || /^\/api\//.test(request.url.pathname),
    async handle(request) {
      await advance(world);
      return isExecution(request) ? await execute(world, request) : await route(world, request);
    },
    state: () => structuredClone({ settings: world.settings, projects: world.projects, functions: world.functions }),
    set(settings) {
      Object.assign(world.settings, checked(settings));
      for (const slug of world.settings.projects) addProject(world, slug);
    },
    async close() {},
  };
};
