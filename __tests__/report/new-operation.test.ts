import { expect, test } from '@jest/globals';
import type { Operation } from '../../src/core/operation.js';
import { outputValues } from '../../src/report/output-values.js';
import { summary } from '../../src/report/summary.js';
import { terminalText } from '../../src/report/terminal.js';
import { act } from '../support/keeping.js';
import { memory } from '../support/memory.js';

/** What somebody adds tomorrow: it reads, and says nothing about how it should be reported. */
const inspect: Operation = {
  name: 'list',
  effect: 'reads',
  summary: 'look at the live version',
  requires: () => [],
  async run({ provider, receipt, request }) {
    const alias = await provider.alias(request.alias);
    receipt.before = alias?.split ?? null;
    receipt.after = receipt.before;
    receipt.version = await provider.version(alias?.split.stable ?? '');
  },
};

const door = { kind: 'cli', script: 'dist/index.js' } as const;

async function report(operation: Operation) {
  const world = memory();
  world.seed(1);
  world.move('live', { stable: '1' });
  const receipt = await act({ world, operation }, { operation: 'list' });
  return [summary(receipt, door), terminalText(receipt, door), JSON.stringify(outputValues(receipt, door))] as const;
}

test('an operation that only reads is not reported as one that made something live', async () => {
  const [markdown, terminal, given] = await report(inspect);
  for (const text of [markdown, terminal]) {
    expect(text).toContain('list done');
    expect(text).not.toMatch(/live already|published|nothing changed|Back to|To undo/);
  }
  expect(JSON.parse(given)).toMatchObject({ changed: 'false', switched: 'false', 'rollback-command': '' });
});

test('an operation may bring a headline of its own', async () => {
  const [markdown, terminal] = await report({
    ...inspect,
    headline: ({ version }) => `version ${version?.id} is fine`,
  });
  expect(markdown).toContain('version 1 is fine');
  expect(terminal).toContain('version 1 is fine');
});
