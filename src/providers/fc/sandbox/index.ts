import { randomBytes } from 'node:crypto';
import type { Sandbox, SandboxAnswer, SandboxContext, SandboxRequest } from '../../../sandbox/kit/types.js';
import { type Endpoint, endpointsOf, params } from './endpoints.js';
import { codeByChecksum, seal } from './functions.js';
import { handleHttp, hostOf } from './http-triggers.js';
import { createObjectStore } from './object-store.js';
import { handleOss, problem } from './oss-api.js';
import { FcRefusal, notFound, refusalBody } from './refusal.js';
import { apply, defaults } from './settings.js';
import { verify } from './signature.js';
import { addSamples } from './stored-functions.js';
import type { ApiGeneration, FcState, FcUnit } from './types.js';

/** One generation of Function Compute, with an OSS beside it under /_oss/ and its trigger URLs. */
export function createFcSandbox(generation: ApiGeneration, context: SandboxContext): Sandbox {
  const world: FcState = {
    generation,
    context,
    settings: defaults(),
    units: new Map(),
    domains: new Map(),
    objects: createObjectStore(context.origin),
    nonces: new Set(),
    seal: randomBytes(16).toString('hex'),
  };
  addSamples(world);
  const routes = endpointsOf(generation);
  const links = `/_oss/_code/${generation.api}/`;
  const begins = [`/${generation.api}/`, generation.urls];
  return {
    name: generation.name,
    claims(request) {
      const { pathname } = request.url;
      if (pathname.startsWith('/_oss/_code/')) return pathname.startsWith(links);
      if (pathname.startsWith('/_oss/') || begins.some((start) => pathname.startsWith(start))) return true;
      return world.domains.has(hostOf(request));
    },
    async handle(request) {
      const { pathname } = request.url;
      if (pathname.startsWith(links)) return download(world, request, pathname.slice(links.length));
      if (pathname.startsWith('/_oss/')) return handleOss(world, request);
      if (!pathname.startsWith(`/${generation.api}/`)) return handleHttp(world, request);
      return api(world, routes, request);
    },
    state: () => stateOf(world),
    set: (settings) => apply(world.settings, settings),
    async close() {
      world.objects.close();
    },
  };
}

async function api(world: FcState, routes: Endpoint[], request: SandboxRequest): Promise<SandboxAnswer> {
  try {
    const words = request.rawUrl.split('?', 1)[0]?.split('/').slice(1) ?? [];
    const named = routes.filter((route) => params(route, words));
    const route = named.find(({ method }) => method === request.method);
    if (!route) {
      const [status, code] = named.length > 0 ? [405, 'MethodNotAllowed'] : [404, 'PathNotSupported'];
      throw new FcRefusal(
        status as number,
        code as string,
        `${request.method} ${request.url.pathname} is not supported`,
      );
    }
    verify(world, request, route.action);
    return await route.handler({ world, request, params: params(route, words) ?? {} });
  } catch (error) {
    if (error instanceof FcRefusal) return refusalBody(world.generation, error);
    throw error;
  }
}

/** What GetFunctionCode gave out. */
function download(world: FcState, { url }: SandboxRequest, file: string): SandboxAnswer {
  const expires = url.searchParams.get('Expires') ?? '';
  if (url.searchParams.get('Signature') !== seal(world, url.pathname, expires)) {
    return problem(403, 'SignatureDoesNotMatch', 'The signature of the link is wrong.');
  }
  if (Number(expires) * 1000 < world.context.clock.now()) return problem(403, 'AccessDenied', 'Request has expired.');
  const code = codeByChecksum(world, file.replace(/\.zip$/, ''));
  if (code) return { status: 200, headers: { 'content-type': 'application/zip' }, body: code };
  const { code: word, message } = notFound('NoSuchKey', 'The specified key does not exist.');
  return problem(404, word, message);
}

function stateOf({ units, domains, objects, settings }: FcState): unknown {
  return {
    settings,
    objects: objects.keys(),
    domains: [...domains.values()],
    units: [...units.values()].map(unitState),
  };
}

const unitState = ({ name, description, functions, versions, aliases, nextVersion }: FcUnit) => ({
  name,
  description,
  nextVersion,
  functions: [...functions.values()].map(({ name: fn, config, checksum, code, triggers }) => {
    return { name: fn, config, checksum, bytes: code.length, triggers: [...triggers.values()] };
  }),
  versions: versions.map(({ id, description: note, functions: frozen }) => {
    return {
      id,
      description: note,
      checksums: Object.fromEntries([...frozen].map(([fn, { checksum }]) => [fn, checksum])),
    };
  }),
  aliases: [...aliases.values()].map(({ aliasName, versionId, weights, description: note }) => {
    return { aliasName, versionId, weights, description: note };
  }),
});
