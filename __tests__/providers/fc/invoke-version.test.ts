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

  it('is none when the vendor itself refuses', async () => {
    const words = { Code: 'InternalServerError', Message: 'oops' };
    const body = { ...words, ErrorCode: words.Code, ErrorMessage: words.Message };
    const error = await refusal(answered({ status: 500, body }));
    expect([error.code, on().requests().length]).toEqual(['InternalServerError', 1]);
  });
});
