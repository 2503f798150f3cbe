import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** From what we import down to what must be another half of itself: each is found beside the one that imports it. */
const CHAIN = ['@actions/artifact', '@azure/storage-blob', '@azure/storage-common'];

/**
 * Puts the client of workflow artifacts into lib/node_modules, where the bundler finds it first, with the CommonJS half
 * of `@azure/storage-common`. The other half makes itself a `require` out of `import.meta.url`, which ncc writes as
 * `require('url')…`: that calls the very thing that is being made, and no artifact was ever kept.
 */
export function preferCommonJsAzure(root) {
  for (const name of CHAIN) {
    const from = path.join(root, 'node_modules', name);
    cpSync(from, path.join(root, 'lib', 'node_modules', name), { recursive: true, dereference: true });
  }
  const file = path.join(root, 'lib', 'node_modules', '@azure', 'storage-common', 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.exports['.'].import = manifest.exports['.'].require;
  writeFileSync(file, JSON.stringify(manifest));
}
