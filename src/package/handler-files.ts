import { posix } from 'node:path';
import type { HandlerSetting } from '../core/provider.js';

/** Paths in a package by which a runtime finds a handler. */
export interface HandlerFiles {
  /** the path without its ending */
  base: string;
  /** the usual names, for sentences */
  shown: readonly string[];
  accepted: readonly (string | RegExp)[];
  /** what may do, or is known to do at one vendor only */
  maybe: readonly (string | RegExp)[];
}

export const accepts = (names: HandlerFiles['accepted'], path: string): boolean =>
  names.some((name) => (typeof name === 'string' ? name === path : name.test(path)));

/** Undefined: nothing is known of this runtime, or it says itself that the handler is none. */
export function handlerFiles({ runtime, handler }: HandlerSetting): HandlerFiles | undefined {
  // Where code lies at AWS, and in Function Compute.
  const relative = handler.replace(/^\/(?:var\/task|code)\//, '');
  const [, language, major] = /^(nodejs|python)(\d*)/.exec(runtime) ?? [];
  if (language === 'nodejs') return nodeFiles(relative, Number(major));
  return language === 'python' ? pythonFiles(relative) : undefined;
}

const TYPESCRIPT = ['.ts', '.mts', '.cts'];

/**
 * The module is what stands before the first point behind the last slash. A file is looked for first, then what
 * `require` would find. TypeScript runs from Node 24 on.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
 */
function nodeFiles(handler: string, major: number): HandlerFiles | undefined {
  const [, folder = '', module] = /^(.*\/)?([^./]+)\.[^/]+$/.exec(handler) ?? [];
  if (!module) return undefined;
  const base = posix.normalize(`${folder}${module}`);
  const runsTypeScript = major >= 24;
  const typed = TYPESCRIPT.map((end) => base + end);
  const shown = [`${base}.js`, `${base}.mjs`, `${base}.cjs`];
  const required = (path: string) => [`${path}.json`, `${path}.node`, `${path}/package.json`, `${path}/index.js`];
  const installed = [`node_modules/${module}.js`, ...required(`node_modules/${module}`)];
  return {
    base,
    shown,
    accepted: [base, ...shown, ...(runsTypeScript ? typed : []), ...required(base)],
    // NODE_PATH has the top of the package at AWS, and `require` is asked for the module without its folder.
    maybe: [...(runsTypeScript ? [] : typed), ...installed, `${module}.js`, ...required(module)],
  };
}

/**
 * What stands before the last point is imported, slashes being as good as points.
 * https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/bootstrap.py
 */
function pythonFiles(handler: string): HandlerFiles | undefined {
  const parts = handler.split(/[./]/).slice(0, -1);
  if (parts.length === 0 || !parts.every((part) => /^[\w-]+$/.test(part))) return undefined;
  const base = parts.join('/');
  // A compiled module carries its interpreter's name: app.cpython-312-x86_64-linux-gnu.so
  const module = new RegExp(String.raw`^${base}(?:/__init__)?(?:\.pyc?|(?:\.[\w-]+)*\.so)$`);
  return { base, shown: [`${base}.py`, `${base}/__init__.py`], accepted: [module], maybe: [] };
}
