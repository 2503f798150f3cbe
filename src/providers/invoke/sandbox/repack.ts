import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import tar from 'tar-stream';
import { entries } from '../../../sandbox/kit/unpack-archive.js';

/**
 * Uploaded zips are kept as tgz. The server's unzipper knows neither links nor modes: a link becomes a file that holds
 * its target's name, and nothing stays executable.
 * Throws on anything that is not a zip.
 */
export async function zipToTgz(zip: Buffer): Promise<Buffer> {
  const pack = tar.pack();
  const bytes = buffer(pack);
  for await (const { path, kind, content } of entries(zip, 'zip')) {
    const type = kind === 'directory' ? 'directory' : 'file';
    pack.entry({ name: path, type, mode: type === 'file' ? 0o644 : 0o755 }, content);
  }
  pack.finalize();
  // Quick rather than small: the sandbox keeps nothing for long.
  return await promisify(gzip)(await bytes, { level: 1 });
}

/** A download is zipped again: the same files, other bytes. Throws on anything that is not a tgz. */
export async function tgzToZip(tgz: Buffer): Promise<Buffer> {
  const { default: archiver } = await import('archiver');
  const zip = archiver('zip');
  const bytes = buffer(zip);
  for await (const { path, kind, mode, content } of entries(tgz, 'tgz')) {
    if (kind === 'file') zip.append(content, { name: path, mode: mode || 0o644 });
    if (kind === 'link') zip.symlink(path, content.toString());
  }
  await zip.finalize();
  return await bytes;
}

/** What the loser of a race left in the winner's place. */
export async function foreignTgz(): Promise<Buffer> {
  const pack = tar.pack();
  const bytes = buffer(pack);
  pack.entry({ name: 'package.json' }, '{}');
  pack.entry({ name: 'index.js' }, "export default async (req, res) => res.json({ version: 'foreign' });\n");
  pack.finalize();
  return await promisify(gzip)(await bytes);
}
