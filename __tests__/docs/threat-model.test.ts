import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const FILE = path.join(ROOT, 'docs', 'threat-model.md');
/** where, what is tried, the file of the test, its title */
const ROW = /^\| ([^|]+) \| ([^|]+) \| \[[^\]]+\]\(\.\.\/([^)]+)\): (.+) \|$/gm;
const rows = [...readFileSync(FILE, 'utf8').matchAll(ROW)].map(([, where, tried, file, title]) => ({
  ...{ where: where ?? '', tried: tried ?? '', file: file ?? '', title: title ?? '' },
}));

test.each(rows)('$where: $tried is held by a test that is there', ({ file, title }) => {
  const whole = path.join(ROOT, file);
  expect(existsSync(whole)).toBe(true);
  expect(readFileSync(whole, 'utf8')).toContain(title);
});

test('each way in has a row', () => {
  const areas = [
    ...['workflow commands', 'Markdown', 'shells', 'credentials', 'hostile servers', 'archives', 'packages'],
    ...['pull requests', 'environment', 'sandbox', 'other writers', 'supply chain'],
  ];
  expect([...new Set(rows.map(({ where }) => where))].sort()).toEqual(areas.sort());
});
