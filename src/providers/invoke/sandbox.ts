import type { CreateSandbox, SandboxRequest } from '../../sandbox/kit/types.js';
import { advance } from './sandbox/builds.js';
import { execute } from './sandbox/execute.js';
import { route } from './sandbox/routes.js';
import { addProject, createWorld, DEFAULTS, type Settings } from './sandbox/world.js';

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

/** Throws on a setting that does not exist or has another type. */
function checked(settings: Record<string, unknown>): Partial<Settings> {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw new Error(`The sandbox of Invoke has no setting "${name}"; it has: ${Object.keys(DEFAULTS).join(', ')}.`);
    }
    if (!fits(name as keyof Settings, value))
      throw new Error(`The setting "${name}" cannot be ${JSON.stringify(value)}.`);
  }
  return settings;
}

function fits(name: keyof Settings, value: unknown): boolean {
  if (name === 'uploadBreaks') return [null, 'before-row', 'after-row', 'foreign-object'].includes(value as null);
  if (name === 'buildFails') return typeof value === 'boolean' || typeof value === 'string';
  if (name === 'projects') return Array.isArray(value) && value.every((slug) => typeof slug === 'string');
  if (value === null) return DEFAULTS[name] === null;
  const type = DEFAULTS[name] === null ? 'number' : typeof DEFAULTS[name];
  return typeof value === type && (type !== 'number' || Number(value) >= 0);
}
