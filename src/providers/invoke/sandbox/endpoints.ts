import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { unauthorised } from './authorize.js';
import { advanceBuilds, queueBuild } from './builds.js';
import * as functions from './functions.js';
import { buildRow, queuedRow } from './response-rows.js';
import { broken, envelope, page, plain } from './responses.js';
import type { InvokeState, StoredFunction } from './state.js';
import * as versions from './versions.js';

/** One request on its way through a route. */
interface InvokeCall {
  world: InvokeState;
  request: SandboxRequest;
  /** of the path's UUID, if it is one of ours */
  fn: StoredFunction | undefined;
  /** what the path's pattern caught */
  parts: string[];
}

type InvokeAnswer = SandboxAnswer | Promise<SandboxAnswer>;

interface Endpoint {
  path: RegExp;
  guard: 'open' | 'strict' | 'none';
  /** its first part is a function's id; `must`: 404 when there is no such function */
  scope?: 'may' | 'must';
  methods: Record<string, (call: InvokeCall) => InvokeAnswer>;
}

const FN = '/api/functions/([^/]+)';
const at = (path: string): RegExp => new RegExp(`^${path}/?$`);

const ROUTES: Endpoint[] = [
  { path: at('/api/health'), guard: 'none', methods: { GET: ({ world }) => health(world) } },
  { path: at('/api/auth/me'), guard: 'open', methods: { GET: ({ world }) => whoAmI(world) } },
  {
    path: at('/api/builds(/[^/]+)?'),
    guard: 'none',
    methods: { GET: ({ world }) => envelope(world, 401, 'No token provided') },
  },
  {
    path: at('/api/projects'),
    guard: 'strict',
    methods: { GET: ({ world, request }) => functions.listProjects(world, request) },
  },
  {
    path: at('/api/functions'),
    guard: 'strict',
    methods: {
      GET: ({ world, request }) => functions.listFunctions(world, request),
      POST: ({ world, request }) => functions.createFunction(world, request),
    },
  },
  {
    path: at('/api/functions/deploy'),
    guard: 'strict',
    methods: { POST: ({ world, request }) => functions.deployFunction(world, request) },
  },
  {
    path: at(`${FN}/versions/([^/]+)/download`),
    scope: 'may',
    guard: 'strict',
    methods: { GET: ({ world, fn, parts }) => versions.download(world, fn, parts[1] ?? '') },
  },
  {
    path: at(`${FN}/versions`),
    scope: 'may',
    guard: 'open',
    methods: {
      GET: ({ world, fn }) => versions.listVersions(world, fn),
      POST: ({ world, fn, request }) => versions.upload(world, fn, request),
      DELETE: ({ world, fn, request }) => versions.deleteVersion(world, fn, request),
    },
  },
  {
    path: at(`${FN}/switch-version`),
    scope: 'may',
    guard: 'strict',
    methods: { POST: ({ world, fn, request }) => versions.switchVersion(world, fn, request) },
  },
  { path: at(`${FN}/builds`), guard: 'open', scope: 'may', methods: { GET: listBuilds, POST: startBuild } },
  {
    path: at(FN),
    guard: 'strict',
    scope: 'must',
    methods: {
      GET: ({ world, fn }) => (fn ? functions.getFunction(world, fn) : page()),
      PATCH: ({ world, fn, request }) => (fn ? functions.updateFunction(world, fn, request) : page()),
      DELETE: ({ world, fn }) => (fn ? functions.deleteFunction(world, fn) : page()),
    },
  },
];

/** The admin API. */
export async function findEndpoint(world: InvokeState, request: SandboxRequest): Promise<SandboxAnswer> {
  const { pathname } = request.url;
  const found = ROUTES.find(({ path }) => path.test(pathname));
  if (!found) return page();
  const handler = found.methods[request.method];
  if (!handler) return envelope(world, 405, 'Method not allowed');
  const no = found.guard === 'none' ? undefined : unauthorised(world, request, found.guard);
  if (no) return no;
  const parts = (found.path.exec(pathname) ?? []).slice(1);
  // The id goes into a query as it is, and the database cannot cast it.
  if (found.scope && !functions.isUuid(parts[0] ?? '')) return brokenId(world, pathname);
  const fn = found.scope && world.functions.find(({ id }) => id === parts[0]);
  if (found.scope === 'must' && !fn) return envelope(world, 404, 'Function not found');
  return await handler({ world, request, fn, parts });
}

function brokenId(world: InvokeState, pathname: string): SandboxAnswer {
  if (pathname.endsWith('/builds')) return { status: 500, body: 'Internal Server Error' };
  return pathname.endsWith('/switch-version')
    ? plain(500, { success: false, message: 'Internal server error' })
    : broken(world);
}

const health = (world: InvokeState): SandboxAnswer =>
  plain(200, {
    status: 'healthy',
    service: 'invoke-admin',
    timestamp: new Date(world.context.clock.now()).toISOString(),
  });

const whoAmI = ({ settings, projects }: InvokeState): SandboxAnswer =>
  plain(200, {
    id: 1,
    username: 'admin',
    email: 'admin@example.com',
    isAdmin: settings.admin,
    role: 'admin',
    projects,
  });

/** `GET /api/functions/:id/builds?versionId=…&page=1&limit=20`: newest first. */
function listBuilds({ world, fn, request }: InvokeCall): SandboxAnswer {
  if (!fn && !world.settings.admin) return envelope(world, 404, 'Function not found');
  if (fn) advanceBuilds(fn);
  const { searchParams } = request.url;
  const versionId = searchParams.get('versionId');
  if (versionId !== null && !functions.isUuid(versionId)) return broken(world);
  const number = (name: string, otherwise: number) => Math.max(1, Number(searchParams.get(name)) || otherwise);
  const [page, limit] = [number('page', 1), Math.min(100, number('limit', 20))];
  const all = (fn?.builds ?? []).filter((build) => versionId === null || build.version_id === versionId).reverse();
  const builds = all.slice((page - 1) * limit, page * limit).map((build) => buildRow(build));
  return envelope(world, 200, 'Builds retrieved', { builds, total: all.length, page, limit });
}

/** `POST /api/functions/:id/builds` */
function startBuild({ world, fn, request }: InvokeCall): SandboxAnswer {
  const { versionId, afterBuildAction = 'none' } = functions.jsonOf(request.body);
  if (typeof versionId !== 'string') return envelope(world, 400, 'versionId is required');
  const action = afterBuildAction === 'switch' ? 'switch' : 'none';
  const version = fn?.versions.find(({ id }) => id === versionId);
  if (!fn || !version) return envelope(world, 404, 'Version not found');
  return envelope(world, 201, 'Build queued', queuedRow(fn, queueBuild(world, fn, version, action)));
}
