import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
});
afterEach(() => place.close());

const CODE = { method: 'PUT', path: '/functions/shop/code$' };
const VERSIONS = { method: 'POST', path: '/functions/shop/versions$' };
const UPLOADED = /- ✅ upload \d+ bytes to \S+LATEST · \d/;

describe('the upload and the publish are two writes', () => {
  test('a publish that is refused leaves the upload, and says of each what became of it', async () => {
    const body = { Type: 'User', Message: 'Code storage limit exceeded.' };
    const headers = { 'x-amzn-errortype': 'CodeStorageExceededException' };
    place.sandbox.fault({ ...VERSIONS, kind: 'answer', answer: { status: 400, body, headers } });
    const { code, summary } = await place.run({ path: 'build', switch: 'true' });
    expect(code).toBe(1);
    expect(summary).toMatch(UPLOADED);
    expect(summary).toMatch(/- ❌ publish what \S+LATEST holds as a new version · \*\*refused, nothing changed by it/);
    expect(place.shares()).toEqual({ '1': 100 });
  });

  test('an upload that is refused changed nothing, and nothing is said of a publish', async () => {
    const body = { Type: 'User', Message: 'no' };
    const headers = { 'x-amzn-errortype': 'InvalidParameterValueException' };
    place.sandbox.fault({ ...CODE, kind: 'answer', answer: { status: 400, body, headers } });
    const { summary } = await place.run({ path: 'build', switch: 'true' });
    expect(summary).toMatch(/- ❌ upload \d+ bytes to \S+LATEST · \*\*refused, nothing changed by it/);
    expect(summary).not.toContain('publish what');
  });

  test('code that $LATEST holds already is published, and not uploaded', async () => {
    const body = { Type: 'User', Message: 'Code storage limit exceeded.' };
    const headers = { 'x-amzn-errortype': 'CodeStorageExceededException' };
    place.sandbox.fault({ ...VERSIONS, kind: 'answer', answer: { status: 400, body, headers } });
    await place.run({ path: 'build', switch: 'true' });
    const { code, summary } = await place.run({ path: 'build', switch: 'true' });
    expect(code).toBe(0);
    expect(summary).not.toMatch(/upload \d+ bytes/);
    expect(summary).toMatch(/- ✅ publish what \S+LATEST holds as a new version/);
  });
});

describe('a run that is killed', () => {
  const killedAt = async ({ method, path }: { method: string; path: string }, kind: 'lose' | 'drop') => {
    place.sandbox.clear();
    place.sandbox.fault({ method, path, times: 99, kind });
    const asked = { path: 'build', switch: 'true' };
    const { child, end } = await place.start(asked);
    const sent = () => place.writes().some((write) => write.method === method && new RegExp(path).test(write.path));
    while (!sent() && child.exitCode === null) await sleep(5);
    child.kill('SIGKILL');
    const { state } = await end;
    place.sandbox.calm();
    return place.post(asked, state);
  };

  test('at its publish has uploaded, and may have published', async () => {
    const { summary } = await killedAt(VERSIONS, 'lose');
    expect(summary).toMatch(UPLOADED);
    expect(summary).toMatch(/- ❓ publish what \S+LATEST holds as a new version · \*\*sent, but no clear answer came/);
  });

  test('at its upload that took effect says that it did, and nothing of a publish', async () => {
    const { summary } = await killedAt(CODE, 'lose');
    expect(summary).toMatch(/- ✅ upload \d+ bytes to \S+LATEST/);
    expect(summary).not.toContain('publish what');
  });

  test('at its upload that did not arrive does not claim to know', async () => {
    const { summary } = await killedAt(CODE, 'drop');
    expect(summary).toMatch(/- ❓ upload \d+ bytes to \S+LATEST · \*\*sent, but no clear answer came/);
  });
});
