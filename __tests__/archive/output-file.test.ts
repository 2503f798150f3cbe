import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openOutputFile } from '../../src/archive/output-file.js';

test('a file in the place of the folder is a sentence, and no bug', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sink-')), 'file');
  writeFileSync(file, '');
  let refusal: unknown;
  try {
    openOutputFile(join(file, 'package.zip'));
  } catch (error) {
    refusal = error;
  }
  const message = `The package cannot be written to "${file}" (ENOTDIR).`;
  expect(refusal).toMatchObject({ kind: 'refused', message });
});
