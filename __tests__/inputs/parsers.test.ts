import { describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import * as parse from '../../src/inputs/parsers.js';

/** The sentence and the advice of the refusal of `text`. */
function refusal(of: parse.Parser<unknown>, text: string): string {
  try {
    of(text, 'some-input');
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'input') return `${error.message} ${error.next}`;
    throw error;
  }
  throw new Error(`"${text}" was taken`);
}

describe('percent', () => {
  test.each([
    ['10', 10],
    ['10%', 10],
    ['0.5%', 0.5],
    ['99.9', 99.9],
  ])('%s is taken', (text, value) => {
    expect(parse.percent(text, 'canary-weight')).toBe(value);
  });

  test.each(['0', '100', '-1', 'ten', '10 percent', '1e1', ''])('"%s" is refused', (text) => {
    expect(refusal(parse.percent, text)).toContain('above 0 and below 100');
  });

  test('a number below 1 without a sign is refused with both readings', () => {
    expect(refusal(parse.percent, '0.1')).toContain('Write 10% or 0.1%.');
  });
});

describe('duration', () => {
  test.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['30d', 2_592_000_000],
    ['1.5m', 90_000],
    ['250ms', 250],
  ])('%s is %d ms', (text, ms) => {
    expect(parse.duration(text, 'timeout')).toBe(ms);
  });

  test.each(['90', '5 minutes', '-1s', 'm'])('"%s" is refused', (text) => {
    expect(refusal(parse.duration, text)).toContain('90s, 5m, 1h or 30d');
  });
});

describe('the smaller parsers', () => {
  test.each(['true', 'True', 'TRUE'])('%s is true', (text) => expect(parse.bool(text, 'switch')).toBe(true));
  test.each(['yes', '1', 'on'])('%s is not a boolean of YAML 1.2', (text) => {
    expect(refusal(parse.bool, text)).toContain('Write `true` or `false`.');
  });
  test('a version is a plain number', () => {
    expect(parse.version('7', 'version')).toBe('7');
    for (const text of ['$LATEST', '0', '07', '7a', '-7', 'v7'])
      expect(refusal(parse.version, text)).toContain('`list`');
  });
  test('lines are trimmed and empty ones dropped', () => {
    expect(parse.lines(' *.map \r\n\n test/ \n', 'exclude')).toEqual(['*.map', 'test/']);
  });
  test('a URL loses its last slashes', () => {
    expect(parse.url('http://127.0.0.1:4010//', 'endpoint')).toBe('http://127.0.0.1:4010');
  });
  test('a URL with a password is refused without showing it', () => {
    const said = refusal(parse.url, 'https://me:hunter2@example.com');
    expect(said).toContain('user name or password');
    expect(said).not.toContain('hunter2');
  });
  test.each(['ftp://example.com', 'example.com', 'http://'])('"%s" is no URL', (text) => {
    expect(refusal(parse.url, text)).toContain('not an http(s) URL');
  });
  test('settle takes a flag or a duration', () => {
    expect(parse.flagOrDuration('true', 'settle')).toBe(true);
    expect(parse.flagOrDuration('5s', 'settle')).toBe(5000);
  });
  test('a long value is cut in the sentence', () => {
    expect(refusal(parse.count(1), 'x'.repeat(500)).length).toBeLessThan(250);
  });
});
