/** Who packs, each in a process of its own: a command line for a folder and an archive. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKER = fileURLToPath(new URL('./packer.mjs', import.meta.url));

const installed = (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

function tool(name, title, args) {
  return {
    name,
    title,
    there: installed(name),
    command: (folder, file) => ({ file: name, args: args(file), cwd: folder }),
  };
}

function library(name, root) {
  const command = (folder, file) => ({ file: process.execPath, args: [PACKER, name, folder, file], cwd: root });
  return { name, title: name, there: existsSync(join(root, 'node_modules', name)), command };
}

function ours(name, title, root, cache, workers) {
  const command = (folder, file) => ({
    file: process.execPath,
    args: [PACKER, 'ours', folder, file, cache, workers],
    cwd: root,
  });
  return { name, title, there: true, command };
}

/** The yardstick first. */
export function rivals(root, cache) {
  return [
    tool('zip', 'zip -r -6', (file) => ['-q', '-r', '-6', file, '.']),
    ours('ours', 'ours', root, cache, 'auto'),
    ours('ours-1', 'ours, no thread', root, cache, '0'),
    tool('7zz', '7-Zip mx5', (file) => ['a', '-tzip', '-mx5', '-bd', file, '.']),
    tool('7z', '7-Zip (p7zip) mx5', (file) => ['a', '-tzip', '-mx5', '-bd', file, '.']),
    library('archiver', root),
    library('yazl', root),
    library('fflate', root),
    library('adm-zip', root),
    {
      name: 'empty',
      title: 'node, nothing done',
      there: true,
      command: () => ({ file: process.execPath, args: ['-e', '0'], cwd: root }),
    },
  ].filter(({ there }) => there);
}
