import { isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { didYouMean } from '../../core/did-you-mean.js';
import { messageOf } from '../../core/errors.js';
import { problems } from '../../core/problems.js';
import { addProblem, placeOf, type Reading } from './problem-at.js';
import { isNull, pairsOf, readLayer, type YamlPair } from './read-layer.js';
import { type Layer, type Manifest, type ManifestEnvironment, NO_LAYER } from './types.js';

const TOP = ['defaults', 'functions', 'environments', 'default-environment'] as const;

/**
 * Reads and checks the text of a manifest: YAML 1.2 core, without anchors, tags and duplicate keys. Pure. Throws one
 * `input` error with every mistake, each with line and column. `file` is the name that the sentences say.
 */
export function parseManifest(text: string, file: string): Manifest {
  const lines = new LineCounter();
  const reading: Reading = { file, lines, found: problems() };
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', merge: false, uniqueKeys: true, lineCounter: lines, prettyErrors: false },
  });
  for (const problem of [...document.errors, ...document.warnings]) {
    const { line, col } = lines.linePos(problem.pos[0]);
    addProblem(reading, { line, column: col }, `This is not valid YAML: ${messageOf(problem)}.`, 'Mend the line.');
  }
  refuseTricks(reading, document.contents);
  // What stands in a text that is not YAML is anybody's guess.
  reading.found.throw();
  const manifest = readTop(reading, document.contents);
  reading.found.throw();
  return manifest;
}

/** What would make the text mean something else than it shows. */
function refuseTricks(reading: Reading, contents: Node | null): void {
  visit(contents, {
    Node(_, node) {
      const tricky = isAlias(node) || ('anchor' in node && node.anchor !== undefined) || node.tag !== undefined;
      const next = 'Write the values themselves; what several functions share stands in `defaults`.';
      if (tricky) addProblem(reading, placeOf(reading, node), 'There is a YAML anchor, alias or tag.', next);
    },
  });
}

function readTop(reading: Reading, contents: Node | null): Manifest {
  const top = new Map(isMap(contents) ? pairsOf(contents).map(({ key, pair }) => [key, pair]) : []);
  for (const [key, pair] of top) {
    if ((TOP as readonly string[]).includes(key)) continue;
    const next = `${didYouMean(key, TOP)}Use: ${TOP.join(', ')}.`;
    addProblem(reading, placeOf(reading, pair.key), `\`${key}\` has no meaning at the top of this file.`, next);
  }
  const functions = readFunctions(reading, top.get('functions')?.value ?? null);
  if (Object.keys(functions).length === 0) {
    const at = placeOf(reading, top.get('functions')?.key);
    addProblem(reading, at, 'The file names no function.', 'Write `functions:`, and below it one name per line.');
  }
  const environments = readEnvironments(reading, top.get('environments')?.value ?? null, Object.keys(functions));
  return {
    file: reading.file,
    defaults: readLayer(reading, top.get('defaults')?.value ?? null, 'defaults'),
    functions,
    environments,
    defaultEnvironment: readDefault(reading, top.get('default-environment'), Object.keys(environments)),
  };
}

/** A name that would be read as a choice of several, or as none. */
const NOT_A_NAME = /^all$|^!|[,*?[\]{}\n]|^\s*$/;

function readFunctions(reading: Reading, node: Node | null): Record<string, Layer> {
  return namedParts(reading, node, 'functions', ({ key, pair }) => {
    const next = 'A name is neither `all` nor empty, and has no comma, no `!` in front, and none of * ? [ ] { }.';
    if (NOT_A_NAME.test(key)) {
      addProblem(reading, placeOf(reading, pair.key), `"${key}" cannot be the name of a function here.`, next);
    }
    return readLayer(reading, pair.value, 'function');
  });
}

function readEnvironments(
  reading: Reading,
  node: Node | null,
  known: readonly string[],
): Record<string, ManifestEnvironment> {
  return namedParts(reading, node, 'environments', ({ pair }) => {
    const inner = isMap(pair.value) ? pairsOf(pair.value).find(({ key }) => key === 'functions') : undefined;
    const functions = namedParts(reading, inner?.pair.value ?? null, 'functions', (one) => {
      if (known.includes(one.key)) return readLayer(reading, one.pair.value, 'function');
      const next = `${didYouMean(one.key, known)}Name it in \`functions\` too; it may be empty there.`;
      addProblem(reading, placeOf(reading, one.pair.key), `There is no function \`${one.key}\`.`, next);
      return NO_LAYER;
    });
    return { layer: readLayer(reading, pair.value, 'environment'), functions };
  });
}

/** The parts of a map, by name; `null` has none. */
function namedParts<T>(
  reading: Reading,
  node: Node | null,
  name: string,
  read: (part: { key: string; pair: YamlPair }) => T,
): Record<string, T> {
  if (isNull(node)) return {};
  if (!isMap(node)) {
    const next = 'Write one name per line, each with a colon, and its inputs below.';
    addProblem(reading, placeOf(reading, node), `\`${name}\` is a map of names.`, next);
    return {};
  }
  return Object.fromEntries(pairsOf(node).map((part) => [part.key, read(part)]));
}

function readDefault(reading: Reading, pair: YamlPair | undefined, known: readonly string[]): string | undefined {
  if (!pair || isNull(pair.value)) return undefined;
  const name = isScalar(pair.value) ? String(pair.value.source ?? pair.value.value) : '';
  if (name !== '' && (known.length === 0 || known.includes(name))) return name;
  const next = known.length === 0 ? 'Write a name.' : `${didYouMean(name, known)}Use one of: ${known.join(', ')}.`;
  addProblem(reading, placeOf(reading, pair.value ?? pair.key), `There is no environment \`${name}\`.`, next);
  return undefined;
}
