import { expect, it } from '@jest/globals';
import type { SandboxAnswer } from '../../../src/sandbox/kit/types.js';
import { forBothGenerations } from './both-generations.js';
import { refusal } from './test-setup.js';

forBothGenerations('an answer of one version', (on) => {
  const answered = async (answer: SandboxAnswer) => {
    const { sandbox, open } = on();
    sandbox.fault({ path: '/invocations', kind: 'answer', answer, times: 9 });
    return (await open()).invoke?.('1', '{}');
  };

  it('that its callers would see as a status is judged by that status', async () => {
    const body = { statusCode: 500, headers: {}, body: 'no database' };
    expect(await answered({ status: 200, body })).toMatchObject({ status: 500, body: 'no database' });
  });

  it('of a server inside the function is an answer, whatever its status', async () => {
    expect(await answered({ status: 404, body: 'no such page' })).toMatchObject({ status: 404, body: 'no such page' });
  });

  it('that names an error of the function is one', async () => {
    const headers = { 'x-fc-error-type': 'FunctionTimeout' };
    const body = { ErrorCode: 'FunctionTimeout', Code: 'FunctionTimeout', Message: 'too slow' };
    expect(await answered({ status: 504, headers, body })).toMatchObject({ status: 504, error: 'FunctionTimeout' });
  });

  it('brings the end of its log where that is asked for', async () => {
    const headers = { 'x-fc-log-result': Buffer.from('no table\n').toString('base64') };
    const { sandbox, open } = on();
    sandbox.fault({ path: '/invocations', kind: 'answer', answer: { status: 200, headers, body: '{}' } });
    expect(await (await open()).invoke?.('1', '{}', { log: true })).toMatchObject({ log: 'no table\n' });
    expect(on().requests().at(-1)?.headers['x-fc-log-type']).toBe('Tail');
  });

  const PAGE = '<html><body><h1>Bad Gateway</h1></body></html>';

  it.each([
    ['502 Bad Gateway', { status: 502, headers: { 'content-type': 'text/html' }, body: PAGE }],
    ['503 without a type', { status: 503, body: `\n${PAGE}` }],
    ['500 that has not passed Function Compute', { status: 500, headers: { 'content-type': 'text/html' }, body: PAGE }],
  ])('is none when a gateway on the way answers with its page: %s', async (_, answer) => {
    const error = await refusal(answered(answer));
    expect([error.status, on().requests().length]).toEqual([answer.status, 1]);
  });

  it('is one when a server inside the function shows its own page', async () => {
    const headers = { 'content-type': 'text/html', 'x-fc-request-id': '5d3f' };
    expect(await answered({ status: 500, headers, body: PAGE })).toMatchObject({ status: 500, body: PAGE });
  });

  it('is none when the vendor itself refuses', async () => {
    const words = { Code: 'InternalServerError', Message: 'oops' };
    const body = { ...words, ErrorCode: words.Code, ErrorMessage: words.Message };
    const error = await refusal(answered({ status: 500, body }));
    expect([error.code, on().requests().length]).toEqual(['InternalServerError', 1]);
  });
});
