import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import { inputError, messageOf } from '../core/errors.js';

/**
 * The keys and values of a YAML map, as text: a list becomes lines, a map JSON, `null` an empty text. undefined: the
 * text is a single value. YAML 1.2 core; anchors, tags and duplicate keys are refused. Throws `input`.
 */
export function readYamlMap(name: string, text: string): [string, string][] | undefined {
  const document = parseDocument(text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: true });
  const { contents } = document;
  const problem = document.errors[0] ?? document.warnings[0];
  // A text that is not YAML may still be a single value; one that begins like a map was meant to be one.
  if (problem && !isMap(contents)) return undefined;
  if (problem) {
    const [what = ''] = messageOf(problem).split(/ at line|\n/);
    throw inputError(name, '', `is not valid YAML: ${what}.`, 'Write one `key: value` per line.');
  }
  if (!isMap(contents)) return undefined;
  refuseTricks(name, contents);
  return contents.items.map((pair) => entryOf(name, pair as Pair<Node, Node | null>));
}

/** What would make the text mean something else than it shows. */
function refuseTricks(name: string, contents: Node): void {
  visit(contents, {
    Node(_, node) {
      const tricky = isAlias(node) || ('anchor' in node && node.anchor !== undefined) || node.tag !== undefined;
      if (tricky) throw inputError(name, '', 'has a YAML anchor, alias or tag.', 'Write the values themselves.');
    },
  });
}

function entryOf(name: string, { key, value }: Pair<Node, Node | null>): [string, string] {
  const label = isScalar(key) ? String(key.source ?? key.value) : '';
  if (value === null || (isScalar(value) && value.value === null)) return [label, ''];
  if (isScalar(value)) return [label, String(typeof value.value === 'string' ? value.value : value.source)];
  if (isSeq(value)) return [label, value.items.map((item) => lineOf(name, label, item)).join('\n')];
  return [label, JSON.stringify(value.toJSON())];
}

function lineOf(name: string, key: string, item: unknown): string {
  if (isScalar(item)) return String(typeof item.value === 'string' ? item.value : item.source);
  throw inputError(`${name}.${key}`, '', 'is a list of more than single values.', 'Write one value per line.');
}
