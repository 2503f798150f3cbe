import { expect, test } from '@jest/globals';
import { readableText } from '../../../src/core/http/readable-text.js';

test('of a long text the beginning and the end are shown', () => {
  const said = readableText(`Build failed. ${'> a line of the log '.repeat(200)} SyntaxError: Unexpected token`);
  expect(said).toMatch(/^Build failed\..* … .*SyntaxError: Unexpected token$/);
  expect(said).toHaveLength(300);
});

test('colours of a terminal leave nothing behind', () => {
  expect(readableText('\u001b[31merror\u001b[0m: no such file')).toBe('error: no such file');
});

test('a page of HTML becomes its words, and the secret stars', () => {
  const page = '<html><head><style>x{}</style></head><h1>Bad Gateway</h1><script>alert(1)</script> for s3cret';
  expect(readableText(page, { secret: 's3cret' })).toBe('Bad Gateway for ***');
});
