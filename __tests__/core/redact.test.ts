import { expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import { redactor } from '../../src/core/redact.js';

test('a masked secret leaves no log line', () => {
  const lines: string[] = [];
  const { log } = redactor({ ...silentLog, info: (line) => lines.push(line) });
  log.mask('s3cret/+key');
  log.info('the key s3cret/+key and s3cret%2F%2Bkey');
  expect(lines).toEqual(['the key *** and ***']);
});

test('a masked secret is taken out of every string of a value', () => {
  const { log, deep } = redactor(silentLog);
  log.mask('hunter22');
  expect(deep({ error: { message: 'no: hunter22' }, steps: [{ what: 'hunter22' }], n: 1 })).toEqual({
    error: { message: 'no: ***' },
    steps: [{ what: '***' }],
    n: 1,
  });
});

test('a text too short to be a secret is not replaced', () => {
  const { log, text } = redactor(silentLog);
  log.mask('a');
  expect(text('banana')).toBe('banana');
});

test('a masked secret is recognised in base64, too', () => {
  const { log, text } = redactor(silentLog);
  const secret = 'wJal/rXUt+nFEMI?K7MDENG>';
  log.mask(secret);
  for (const encoding of ['base64', 'base64url'] as const) {
    expect(text(`it was ${Buffer.from(secret).toString(encoding)} there`)).toMatch(/^it was \*\*\*=* there$/);
  }
});
