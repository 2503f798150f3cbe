import { expect, it } from '@jest/globals';
import { redactSecrets } from '../../src/core/redact-secrets.js';
import { logExcerpt } from '../../src/rollout/log-excerpt.js';

const excerpt = (log?: string) => logExcerpt(log, redactSecrets);
const ID = '8f507cfc-1b2e-4c3d-9e0f-a1b2c3d4e5f6';

it('shows the lines of the function, and of the frame the one that tells of memory', () => {
  const log = [
    `START RequestId: ${ID} Version: 2`,
    `2026-11-01T10:00:00.000Z\t${ID}\tINFO\tloading`,
    `END RequestId: ${ID}`,
    `REPORT RequestId: ${ID}\tDuration: 12.03 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t`,
    '',
  ].join('\n');
  expect(excerpt(log)).toBe(
    `; its log ended: 2026-11-01T10:00:00.000Z ${ID} INFO loading | REPORT RequestId: ${ID} Duration: 12.03 ms Memory Size: 128 MB Max Memory Used: 128 MB`,
  );
  expect(excerpt(`FC Invoke Start RequestId: ${ID}\nboom\nFC Invoke End RequestId: ${ID}`)).toBe(
    '; its log ended: boom',
  );
});

it('says that there was none, and nothing where it was not asked for', () => {
  expect([excerpt(' \n'), excerpt(undefined)]).toEqual(['; its log is empty', '']);
});

it('takes out secrets before anything is cut, also those of several lines', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkq\n'.repeat(40)}-----END PRIVATE KEY-----`;
  const said = excerpt(`connecting with password=hunter2\n${key}\nrefused`);
  expect(said).toBe('; its log ended: connecting with password=*** | *** | refused');
});

it('leaves out a line whose beginning the vendor has cut off, for it may be half a secret', () => {
  const tail = `unter2 is not it\nrefused ${'x '.repeat(2048)}`.slice(0, 4088);
  const padded = tail.padEnd(4096, '\n');
  expect(excerpt(padded)).not.toContain('unter2');
  expect(excerpt('a'.repeat(4096))).toBe('; its log is empty');
});

it('keeps the end of many and long lines', () => {
  const said = excerpt(
    Array.from({ length: 100 }, (_, i) => `line ${i} ${'word '.repeat(30)}`)
      .join('\n')
      .slice(0, 4000),
  );
  expect(said.length).toBeLessThan(530);
  expect(excerpt('1\n2\n3\n4\n5\n6\n7\n8\n9')).toBe('; its log ended: 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9');
});
