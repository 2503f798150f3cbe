import type { CreateSandbox, SandboxRequest } from '../../../sandbox/kit/types.js';
import { advance } from './builds.js';
import { findEndpoint } from './endpoints.js';
import { execute } from './execution-service.js';
import { checked } from './settings.js';
import { addProject, createState } from './state.js';

export { SANDBOX_FUNCTION, SANDBOX_KEY, SANDBOX_PROJECT } from './state.js';

const isExecution = ({ url }: SandboxRequest): boolean => /^\/invoke\//.test(url.pathname);

/**
 * Invoke's admin API (`/api/…`) and execution service (`/invoke/<function>/`) behind one URL, as recorded on the real
 * server. Uploaded handlers are really run. The project `demo` holds the function `sample`; the key is SANDBOX_KEY.
 */
export const createInvokeSandbox: CreateSandbox = (context) => {
  const world = createState(context);
  return {
    name: 'invoke',
    claims: (request) => isExecution(request) || /^\/api\//.test(request.url.pathname),
    async handle(request) {
      await advance(world);
      return isExecution(request) ? await execute(world, request) : await findEndpoint(world, request);
    },
    state: () => structuredClone({ settings: world.settings, projects: world.projects, functions: world.functions }),
    set(settings) {
      Object.assign(world.settings, checked(settings));
      for (const slug of world.settings.projects) addProject(world, slug);
    },
    async close() {},
  };
};
