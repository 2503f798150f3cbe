import { text } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { DeployError } from '../../core/errors.js';
import type { Package } from '../../core/model.js';
import type { FunctionRow } from './parse-responses.js';

/** What each language is built from where package.json does not say; other languages are not looked into. */
const ENTRY_POINTS: Record<string, readonly string[]> = {
  javascript: ['index.js', 'main.js'],
  typescript: ['index.ts', 'main.ts'],
};

/**
 * Refuses a package whose build would end for want of a package.json or an entry point: the server would not tell why.
 * Where a build script may make the entry point, or package.json cannot be read here, it passes.
 */
export async function refuseUnbuildable(pkg: Package, { language }: Pick<FunctionRow, 'language'>): Promise<void> {
  const names = ENTRY_POINTS[language ?? ''];
  const paths = pkg.manifest.entries.map((entry) => entry.path);
  if (!names) return;
  // A build begins with `bun install`, which ends without one.
  if (!paths.includes('package.json')) {
    throw new DeployError(
      'refused',
      'The package has no package.json at its top, and Invoke’s build ends without one.',
      {
        next: 'Nothing was uploaded. Put one beside the code; `{}` is enough.',
      },
    );
  }
  if (names.some((name) => paths.includes(name))) return;
  const facts = await readPackageJson(pkg);
  if (facts === undefined || facts.builds) return;
  const { main } = facts;
  if (main !== undefined && paths.some((path) => path === main || path.startsWith(`${main}/`))) return;
  const list = names.join(' nor ');
  const which = main === undefined ? '' : ` (its package.json says "${main}", which is not there)`;
  throw new DeployError('refused', `The package has no entry point: neither ${list} at its top${which}.`, {
    next: 'Nothing was uploaded. Give `path` the folder that holds it, or name it as `main` in package.json.',
  });
}

interface PackageJson {
  /** its path in the package */
  main?: string;
  /** a script runs before the entry point is looked for */
  builds?: boolean;
}

/** undefined: not known. */
async function readPackageJson({ file, format }: Package): Promise<PackageJson | undefined> {
  if (format !== 'zip') return undefined;
  const zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.replace(/^(\.\/)+/, '') !== 'package.json') continue;
      const { main, scripts } = JSON.parse(await text(await zip.openReadStreamPromise(entry)));
      return {
        main: typeof main === 'string' ? main.replace(/^(\.?\/)+|\/+$/g, '') : undefined,
        builds: typeof scripts?.build === 'string',
      };
    }
    return {};
  } catch {
    return undefined;
  } finally {
    zip.close();
  }
}
