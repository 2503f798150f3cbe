import { describe, expect, it } from '@jest/globals';
import { parseExpectations, violation } from '../../src/rollout/expectations.js';

const answer = (body: unknown, status = 200) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const check = (lines: string, ...given: Parameters<typeof answer>) =>
  violation(parseExpectations(lines), answer(...given));

describe('an answer', () => {
  it.each([
    ['', 'anything', 200],
    ['status=404', '', 404],
    ['status=2xx', '', 204],
    ['status=2XX', '', 204],
    ['text~ok', 'all ok here', 200],
    ['text!~error', 'all ok here', 200],
    ['json.a.b=2', { a: { b: 2 } }, 200],
    ['json.a.b=2', { a: { b: '2' } }, 200],
    ['json.a="2"', { a: 2 }, 200],
    ['json.ok=true', { ok: true }, 200],
    ['json.gone=null', { gone: null }, 200],
    ['json.items.1.id=7', { items: [{ id: 6 }, { id: 7 }] }, 200],
    ['json.list=[1,2]', { list: [1, 2] }, 200],
    ['json.list~2', { list: [1, 2] }, 200],
    ['json.text~b=c', { text: 'a b=c d' }, 200],
    ['json="pong"', '"pong"', 200],
    ['status=200\n\n text ~ ok \njson.v = 8 ', { ok: 1, v: 8 }, 200],
  ])('meets %p', (lines, body, status) => {
    expect(check(lines, body, status)).toBeUndefined();
  });

  it.each([
    ['', '', 500, 'status 500'],
    ['', '', 404, 'status 404'],
    ['', 'moved', 302, 'status 302'],
    ['text~ok', 'ok', 500, 'status 500'],
    ['status=200', '', 204, 'status 204 instead of 200'],
    ['status=2xx', '', 302, 'status 302 instead of 2xx'],
    ['text~ok', 'no', 200, 'the body does not contain "ok"'],
    ['text!~no', 'no', 200, 'the body contains "no"'],
    ['json.a=1', 'no json', 200, 'the body is not JSON, so it has no json.a'],
    ['json.a.b=1', { a: null }, 200, 'the body has no json.a.b'],
    ['json.a.b=1', { a: 5 }, 200, 'the body has no json.a.b'],
    ['json.a=1', { a: 2 }, 200, 'json.a is "2" instead of "1"'],
    ['json.a=1', { a: { b: 1 } }, 200, 'json.a is "{"b":1}" instead of "1"'],
    ['json.list~3', { list: [1, 2] }, 200, 'json.list does not contain "3"'],
    ['json.constructor=1', {}, 200, 'the body has no json.constructor'],
  ])('violates %p', (lines, body, status, why) => {
    expect(check(lines, body, status)).toBe(why);
  });

  it('shows no value of a field that may be a secret', () => {
    expect(check('json.token=abc', { token: 'hunter2' })).toBe('json.token is not what was expected');
    expect(check('json.id=abc', { id: '0123456789abcdef0123456789abcdef' })).toBe('json.id is "***" instead of "abc"');
  });

  it('shows no more than the beginning of a long value', () => {
    expect(check('json.a=1', { a: 'very '.repeat(100) })?.length).toBeLessThan(130);
  });

  it('is wrong when the function failed, whatever was expected', () => {
    const failed = { status: 200, body: 'ok', error: 'Unhandled' };
    expect(violation(parseExpectations('text~ok'), failed)).toBe('the function failed with "Unhandled"');
  });
});

describe('an expectation', () => {
  it.each([
    'hello',
    'status~200',
    'status=999',
    'status=2x',
    'text=ok',
    'json.=1',
    'json.a..b=1',
    'json.a!~1',
    'text~',
  ])('is refused: %p', (line) => {
    expect(() => parseExpectations(`status=200\n${line}`)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining(`\`probe.expect\` is "${line}"`) }),
    );
  });
});

describe('why a function failed', () => {
  const failedWith = (error: string) => violation([], { status: 500, body: '', error });

  it.each([
    'Sandbox.Timedout: RequestId: 5f0c6f3e-8a1b-4c59-9d53-0e6a2b7f1c44 Error: Task timed out after 3.00 seconds',
    'Error: SESSION_TABLE is not set',
    'SyntaxError: Unexpected token } in JSON at position 3',
  ])('is said: %s', (error) => {
    expect(failedWith(error)).toBe(`the function failed with "${error}"`);
  });

  it('is said without the secret in it', () => {
    expect(failedWith('Error: login with password=hunter2 failed')).toBe(
      'the function failed with "Error: login with password=*** failed"',
    );
  });
});
