import { EXECUTABLE_MODE, FOLDER_MODE, LINK_MODE } from '../core/file-modes.js';
import type { ManifestEntry } from '../core/model.js';
import type { HandlerSetting } from '../core/provider.js';
import { accepts, type HandlerFiles, handlerFiles } from './handler-files.js';

/** What a function calls is not in its package, as far as the package tells. */
export interface HandlerProblem {
  /** what is wrong: "the package has none of index.js, index.mjs and index.cjs" */
  problem: string;
  /** a file of that name which is elsewhere in the package */
  seen?: {
    file: string /** where it would be in its place if it were packed alone; `''` is the top */;
    folder?: string;
  };
  /** what to do, where it is not another `path` */
  next?: string;
  /** why it may be in order all the same: then it is no more than a warning */
  unsure?: string;
}

export interface PackageContent {
  entries: readonly ManifestEntry[];
  /** it came as an archive, perhaps from a system that knows no executable files */
  ready: boolean;
}

/**
 * Looks for what the function's configuration calls, by the rules of its runtime. Undefined: it is there, or nothing
 * is known of this runtime.
 */
export function findHandlerProblem(content: PackageContent, setting: HandlerSetting): HandlerProblem | undefined {
  const { runtime } = setting;
  // AWS names them provided.al2023, Function Compute custom.debian12.
  if (/^(?:provided|custom)(?:\.|$)/.test(runtime)) {
    return setting.command ? commandProblem(content, setting.command) : bootstrapProblem(content, setting);
  }
  const files = handlerFiles(setting);
  if (!files || isThere(content, files)) return undefined;
  const { entries } = content;
  return {
    problem: `the package has ${list(files.shown)}`,
    seen: seenElsewhere(entries, files.shown),
    unsure: maybeThere(entries, files) ?? whyUnsure(setting),
  };
}

const pathsOf = (entries: readonly ManifestEntry[]): string[] =>
  entries.filter(({ mode }) => mode !== FOLDER_MODE).map(({ path }) => path);

function isThere({ entries }: PackageContent, files: HandlerFiles): boolean {
  if (pathsOf(entries).some((path) => accepts(files.accepted, path))) return true;
  // Behind a link to a folder there may be anything.
  return entries.some(({ mode, path }) => mode === LINK_MODE && files.base.startsWith(`${path}/`));
}

function maybeThere(entries: readonly ManifestEntry[], { maybe }: HandlerFiles): string | undefined {
  const path = pathsOf(entries).find((one) => accepts(maybe, one));
  return path === undefined ? undefined : `the runtime may take ${path}`;
}

/** Variables of the environment that lead a runtime to code outside of the package, or start something else. */
const LEADING = ['NODE_PATH', 'NODE_OPTIONS', 'PYTHONPATH', 'AWS_LAMBDA_EXEC_WRAPPER'];

function whyUnsure({ handler, layers, variables }: HandlerSetting): string | undefined {
  if (layers > 0) return 'a layer may hold it';
  if (handler.startsWith('/') || handler.includes('..')) return 'the handler is no path inside the package';
  if (!variables) return 'the names of its variables cannot be read, and they may lead to it';
  const leading = LEADING.find((name) => variables.includes(name));
  return leading && `the variable ${leading} may lead to it`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html: an executable file at the top. */
function bootstrapProblem({ entries, ready }: PackageContent, setting: HandlerSetting): HandlerProblem | undefined {
  const file = entries.find(({ path, mode }) => path === 'bootstrap' && mode !== FOLDER_MODE);
  if (!file) {
    return {
      problem: 'the package has no file bootstrap at its top',
      seen: seenElsewhere(entries, ['bootstrap']),
      unsure: whyUnsure(setting),
    };
  }
  if (file.mode === EXECUTABLE_MODE || file.mode === LINK_MODE) return undefined;
  return {
    problem: 'the file bootstrap in the package is not executable',
    next: 'Make it executable before it is packed: `chmod +x bootstrap`, on Windows `git update-index --chmod=+x bootstrap`.',
    unsure: ready ? 'the archive may come from a system without executable files' : undefined,
  };
}

/** A word of a start command that names a file of the package: `server.js`, `./run`, `/code/run`. */
const OWN_FILE = /^(?:(?:\.\/|\/code\/)[\w@./-]+|(?![-/])[\w@./-]+\.(?:[cm]?js|py|jar|sh|php|rb))$/;

/** https://www.alibabacloud.com/help/en/functioncompute/fc/principles-1: a command may start anything. */
function commandProblem({ entries }: PackageContent, command: readonly string[]): HandlerProblem | undefined {
  const paths = new Set(pathsOf(entries));
  const missing = command
    .filter((word) => OWN_FILE.test(word))
    .map((word) => word.replace(/^(?:\.\/|\/code\/)/, ''))
    .find((path) => !paths.has(path));
  if (missing === undefined) return undefined;
  const problem = `its start command names ${missing}, which the package does not have`;
  return { problem, seen: seenElsewhere(entries, [missing]), unsure: 'the command may mean another file' };
}

/** What others have brought along is not what was meant. */
const FOREIGN = /(?:^|\/)(?:node_modules|site-packages|\.venv)\//;

function seenElsewhere(entries: readonly ManifestEntry[], names: readonly string[]): HandlerProblem['seen'] {
  const paths = pathsOf(entries)
    .filter((path) => !FOREIGN.test(path))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  for (const file of paths) {
    const name = names.find((one) => file.endsWith(`/${one}`));
    if (name) return { file, folder: file.slice(0, -name.length - 1) };
  }
  const last = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const file = paths.find((path) => names.some((name) => last(name) === last(path)));
  return file === undefined ? undefined : { file };
}

function list(names: readonly string[]): string {
  if (names.length < 3) return `neither ${names.join(' nor ')}`;
  return `none of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
