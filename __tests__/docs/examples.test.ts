import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { expandMaps } from '../../src/inputs/expand-maps.js';
import { readManifest } from '../../src/inputs/manifest/read-manifest.js';
import { readFlat, readRequest } from '../../src/inputs/read-request.js';
import { operations } from '../../src/operations/index.js';
import { ROOT } from '../support/run-dist.js';

const DOCUMENTS = ['README.md', ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`)];

interface Block {
  where: string;
  text: string;
}

/** Every block of YAML that a reader might copy. */
const BLOCKS: Block[] = DOCUMENTS.filter((name) => name.endsWith('.md')).flatMap((name) =>
  [...readFileSync(path.join(ROOT, name), 'utf8').matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map(
    ([, text = ''], at): Block => ({ where: `${name} #${at + 1}`, text }),
  ),
);

/** What an expression of GitHub's might become, by the input that it is given to. */
const VALUES: Record<string, string> = {
  version: '7',
  'invoke-api-key': 'k',
  'probe.url': 'https://run.example/invoke/x/',
  'probe.expect': 'json.commit=c0ffee',
};

const filled = (name: string, value: unknown): string =>
  /\$\{\{/.test(String(value)) ? (VALUES[name] ?? 'https://invoke.example') : String(value);

/** The `with:` of each step that uses this action, wherever it stands in a document. */
function* steps(node: unknown): Generator<Record<string, string>> {
  if (typeof node !== 'object' || node === null) return;
  const { uses, with: given } = node as { uses?: unknown; with?: Record<string, unknown> };
  if (String(uses).startsWith('OWNER/versioned-deploy@')) {
    yield Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, filled(name, value)]));
  }
  for (const child of Object.values(node)) yield* steps(child);
}

/** The file in docs/manifest.md: what a step without a provider relies on. */
const MANIFEST = BLOCKS.find(({ text }) => /^functions:/m.test(text))?.text ?? '';
const env = { INVOKE_URL: 'https://invoke.example' };

async function fromManifest(given: Record<string, string>) {
  const name = given.function?.startsWith('https') ? 'cart' : (given.function ?? '');
  const environment = given.environment?.startsWith('https') ? 'staging' : 'production';
  const [member] = readManifest(MANIFEST, {
    given: await expandMaps({ ...given, function: name, environment }),
    env,
  });
  return readFlat(member?.inputs ?? {});
}

test.each(['deploy', 'rollback', 'list', 'cleanup', 'promote'])(
  'the file of the documents is good for: %s',
  (operation) => {
    const members = readManifest(MANIFEST, { given: { operation, switch: operation === 'deploy' ? 'true' : '' }, env });
    expect(members.map(({ name }) => name)).toEqual(['checkout', 'cart', 'mail']);
    for (const { inputs } of members) expect(readFlat(inputs)).toMatchObject({ operation });
  },
);

test('there is something to check', () => {
  expect(BLOCKS.length).toBeGreaterThan(10);
});

test.each(BLOCKS)(
  'the YAML of $where is valid, and each step of ours asks for something that is possible',
  async ({ text }) => {
    for (const document of parseAllDocuments(text)) {
      expect(document.errors).toEqual([]);
      for (const given of steps(document.toJS())) {
        const request = given.provider ? await readRequest(given) : await fromManifest(given);
        expect(() => operations[request.operation].check?.(request)).not.toThrow();
      }
    }
  },
);

test('every link of the documents leads somewhere', () => {
  const broken = DOCUMENTS.filter((name) => name.endsWith('.md')).flatMap((name) => {
    const links = [...readFileSync(path.join(ROOT, name), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
    const targets = links.map(([, target = '']) => path.join(ROOT, path.dirname(name), target));
    return targets.filter((target) => !readableOrFolder(target));
  });
  expect(broken).toEqual([]);
});

function readableOrFolder(target: string): boolean {
  try {
    readdirSync(path.dirname(target));
    return readdirSync(path.dirname(target)).includes(path.basename(target));
  } catch {
    return false;
  }
}
