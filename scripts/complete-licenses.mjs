import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Some packages name their licence and forget its text. ncc's list then holds two lines for them: here the text of that
 * licence is added, with the author that the package names. Throws for a package that names no licence we know: it must
 * not be in the bundle.
 */
export function completeLicenses(list, root) {
  return list
    .split(/\n\n(?=(?:@[\w.-]+\/)?[\w.-]+\n[^\n]*(?:\n|$))/)
    .map((block) => complete(block.trimEnd(), root))
    .join('\n\n');
}

/** Shorter than the shortest licence. */
const NO_TEXT = 3;

function complete(block, root) {
  const lines = block.trimStart().split('\n');
  if (lines.length > NO_TEXT) return block;
  const [name, licence = ''] = lines;
  const text = TEXTS[spdxOf(licence)];
  if (!text) throw new Error(`The bundled package "${name}" names no licence we know: "${licence}".`);
  return `${block}\n${text(authorOf(name, root), root)}`;
}

const spdxOf = (licence) => ({ 'Apache License 2.0': 'Apache-2.0', 'MIT/X11': 'MIT' })[licence] ?? licence;

function authorOf(name, root) {
  const { author } = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`;
}

/** https://spdx.org/licenses/ */
const TEXTS = {
  MIT: (author, root) =>
    readFileSync(path.join(root, 'LICENSE'), 'utf8')
      .replace(/^Copyright .*$/m, `Copyright (c) ${author}`)
      .trim(),
  ISC: (author) => `ISC License

Copyright (c) ${author}

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,
NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`,
  'Apache-2.0': (author, root) =>
    `Copyright ${author}\n\n${readFileSync(path.join(root, 'node_modules/@aws-sdk/client-lambda/LICENSE'), 'utf8').trim()}`,
};
