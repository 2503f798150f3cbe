import { expect, test } from '@jest/globals';
import { plainText } from '../../../src/providers/invoke/request-errors.js';

test('of a long text the beginning and the end are shown', () => {
  const said = plainText(
    `Build failed. ${'> a line of the log '.repeat(200)} SyntaxError: Unexpected token`,
    undefined,
    300,
  );
  expect(said).toMatch(/^Build failed\..* … .*SyntaxError: Unexpected token$/);
  expect(said).toHaveLength(300);
});

test('colours of a terminal leave nothing behind', () => {
  expect(plainText('\u001b[31merror\u001b[0m: no such file')).toBe('error: no such file');
});
