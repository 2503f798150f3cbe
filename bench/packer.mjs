/** One run of one packer: `node packer.mjs <name> <folder> <archive> [cache] [workers]`. */
// What only one packer needs is loaded by that one: the tiny archive costs less than a few imports.
import { createWriteStream, lstatSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const [name, folder, file, cache = '', workers = 'auto'] = process.argv.slice(2);

function* files() {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    yield { path, name: relative(folder, path), stat: lstatSync(path) };
  }
}

const packers = {
  async ours() {
    const { makePackage } = await import(pathToFileURL(join(cache, 'make-package.mjs')).href);
    const made = await makePackage({
      path: folder,
      workspace: folder,
      compression: 'default',
      secrets: 'allow',
      formats: ['zip'],
      maxPackageBytes: Number.MAX_SAFE_INTEGER,
      provider: 'bench',
      outDir: dirname(file),
      workerFile: join(cache, 'zip-worker.mjs'),
      workers: workers === 'auto' ? undefined : Number(workers),
      log: { info() {}, notice() {}, warning() {}, mask() {} },
    });
    renameSync(made.file, file);
  },
  async archiver() {
    const { pipeline } = await import('node:stream/promises');
    const { default: archiver } = await import('archiver');
    const zip = archiver('zip', { zlib: { level: 6 } });
    for (const { path, name, stat } of files()) zip.file(path, { name, stats: stat, date: new Date(0) });
    const written = pipeline(zip, createWriteStream(file));
    await Promise.all([zip.finalize(), written]);
  },
  async yazl() {
    const { pipeline } = await import('node:stream/promises');
    const { default: yazl } = await import('yazl');
    const zip = new yazl.ZipFile();
    for (const { path, name } of files()) zip.addFile(path, name);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(file));
  },
  async fflate() {
    const { zipSync } = await import('fflate');
    const tree = Object.fromEntries([...files()].map(({ path, name }) => [name, readFileSync(path)]));
    writeFileSync(file, zipSync(tree, { level: 6 }));
  },
  async 'adm-zip'() {
    const { default: AdmZip } = await import('adm-zip');
    const zip = new AdmZip();
    zip.addLocalFolder(folder);
    zip.writeZip(file);
  },
};

await packers[name]();
