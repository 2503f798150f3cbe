/** The trees that are packed: from the packages that package-lock.json pins, and from seeded generators. */
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const MB = 1024 * 1024;
const MODULES = [
  '@aws-sdk',
  '@smithy',
  '@octokit',
  '@azure',
  '@protobuf-ts',
  'archiver',
  'axios',
  'lodash',
  'ali-oss',
  'yaml',
  'moment',
  'async',
];

/** A generator of numbers in [0, 1), the same on every machine. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function vocabulary(next) {
  const letters = 'etaoinshrdlcumwfgypbvk';
  const word = () =>
    Array.from({ length: 2 + Math.floor(next() * 9) }, () => letters[Math.floor(next() ** 1.6 * letters.length)]).join(
      '',
    );
  return Array.from({ length: 5000 }, word);
}

/** Text whose words are as unequally frequent as those of real text and code. */
export function texts(seed) {
  const next = random(seed);
  const words = vocabulary(next);
  const marks = [' ', ' ', ' ', ' ', '\n', '(', ') ', ';\n', ' = ', '.'];
  return (bytes) => {
    let text = '';
    while (text.length < bytes)
      text += words[Math.floor(next() ** 3 * words.length)] + marks[Math.floor(next() * marks.length)];
    return text.slice(0, bytes);
  };
}

function noise(bytes, next) {
  const buffer = Buffer.allocUnsafe(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) buffer.writeUInt32LE(Math.floor(next() * 4_294_967_296), at);
  return buffer;
}

function modules(folder, root) {
  for (const name of MODULES) {
    const from = join(root, 'node_modules', name);
    if (existsSync(from)) cpSync(from, join(folder, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  }
}

export function small(folder, count, bytes = 1200) {
  const text = texts(7);
  const next = random(count);
  for (let index = 0; index < count; index++) {
    const file = join(folder, `${index % 40}`, `${Math.floor(index / 40) % 50}`, `module-${index}.js`);
    if (index < 2000) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text(Math.floor(bytes * (0.2 + 1.6 * next()))));
  }
}

/** One file; `noisy` is the share of its megabytes that nothing can compress. */
export function big(folder, megabytes, noisy = 0.5) {
  const text = texts(11);
  const next = random(13);
  // Generating is slow: sixteen megabytes of each kind are shuffled.
  const lines = Array.from({ length: 16 }, () => Buffer.from(text(MB)));
  const blurs = Array.from({ length: 16 }, () => noise(MB, next));
  const fd = openSync(join(folder, 'data.bin'), 'w');
  for (let index = 0; index < megabytes; index++) {
    const kind = (index * noisy) % 1 < noisy && noisy > 0 ? blurs : lines;
    const page = Buffer.from(kind[Math.floor(next() * 16)]);
    page.write(`${index}`, 0);
    writeSync(fd, page);
  }
  closeSync(fd);
}

export const CORPORA = {
  tree: { title: 'node_modules tree', make: modules },
  small: { title: '24,000 small files', make: (folder) => small(folder, 24_000) },
  big: { title: 'one 210 MB file, half noise', make: (folder) => big(folder, 210) },
  tiny: { title: 'one 300 KB file', make: (folder) => writeFileSync(join(folder, 'index.js'), texts(3)(300 * 1024)) },
};

/** Makes a corpus unless it is there; answers where, how many files and how many bytes. */
export function corpus(cache, name, make, root) {
  const folder = join(cache, name);
  const finished = `${folder}.done`;
  if (!existsSync(finished)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    make(folder, root);
    writeFileSync(finished, '');
  }
  return { folder, ...weigh(folder) };
}

function weigh(folder) {
  const sum = { files: 0, bytes: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    sum.files++;
    sum.bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
  }
  return sum;
}
