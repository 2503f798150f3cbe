import { randomBytes } from 'node:crypto';
import type { Sandbox, SandboxAnswer, SandboxContext, SandboxRequest } from '../../../sandbox/kit/types.js';
import { type Endpoint, endpointsOf, matchPath } from './endpoints.js';
import { findCodeByChecksum, signCodeLink } from './functions.js';
import { createObjectStore } from './object-store.js';
import { handleOssRequest, ossError } from './oss-api.js';
import { FcRefusal, notFound, refusalAnswer } from './refusals.js';
import { applySettings, defaultSettings } from './settings.js';
import { verifySignature } from './signature.js';
import { addSamples } from './stored-functions.js';
import { handleTriggerUrl, hostOf } from './trigger-urls.js';
import type { ApiGeneration, FcState, FcUnit } from './types.js';

/** One generation of Function Compute, with an OSS beside it under /_oss/ and its trigger URLs. */
export function createFcSandbox(generation: ApiGeneration, context: SandboxContext): Sandbox {
  const world: FcState = {
    generation,
    context,
    settings: defaultSettings(),
    units: new Map(),
    domains: new Map(),
    objects: createObjectStore(context.origin),
    nonces: new Set(),
    linkSecret: randomBytes(16).toString('hex'),
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
      if (pathname.startsWith(links)) return downloadCode(world, request, pathname.slice(links.length));
      if (pathname.startsWith('/_oss/')) return handleOssRequest(world, request);
      if (!pathname.startsWith(`/${generation.api}/`)) return handleTriggerUrl(world, request);
      return handleApiRequest(world, routes, request);
    },
    serves: (host) => world.domains.has(host),
    state: () => sandboxState(world),
    set: (settings) => applySettings(world.settings, settings),
    async close() {
      world.objects.close();
    },
  };
}

async function handleApiRequest(world: FcState, routes: Endpoint[], request: SandboxRequest): Promise<SandboxAnswer> {
  try {
    const words = request.rawUrl.split('?', 1)[0]?.split('/').slice(1) ?? [];
    const named = routes.filter((route) => matchPath(route, words));
    const route = named.find(({ method }) => method === request.method);
    if (!route) {
      const [status, code] = named.length > 0 ? [405, 'MethodNotAllowed'] : [404, 'PathNotSupported'];
      throw new FcRefusal(
        status as number,
        code as string,
        `${request.method} ${request.url.pathname} is not supported`,
      );
    }
    verifySignature(world, request, route.action);
    return await route.handler({ world, request, params: matchPath(route, words) ?? {} });
  } catch (error) {
    if (error instanceof FcRefusal) return refusalAnswer(world.generation, error);
    throw error;
  }
}

/** What GetFunctionCode gave out. */
function downloadCode(world: FcState, { url }: SandboxRequest, file: string): SandboxAnswer {
  const expires = url.searchParams.get('Expires') ?? '';
  if (url.searchParams.get('Signature') !== signCodeLink(world, url.pathname, expires)) {
    return ossError(403, 'SignatureDoesNotMatch', 'The signature of the link is wrong.');
  }
  if (Number(expires) * 1000 < world.context.clock.now()) return ossError(403, 'AccessDenied', 'Request has expired.');
  const code = findCodeByChecksum(world, file.replace(/\.zip$/, ''));
  if (code) return { status: 200, headers: { 'content-type': 'application/zip' }, body: code };
  const { code: word, message } = notFound('NoSuchKey', 'The specified key does not exist.');
  return ossError(404, word, message);
}

function sandboxState({ units, domains, objects, settings }: FcState): unknown {
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
  functions: [...functions.values()].map(({ name: fn, config, checksum, code, triggers, asyncSettings }) => {
    return {
      name: fn,
      config,
      checksum,
      bytes: code.length,
      triggers: [...triggers.values()],
      asyncSettings: Object.fromEntries(asyncSettings),
    };
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
