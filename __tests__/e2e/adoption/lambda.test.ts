import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bodyOf, codeOf, FunctionName, QUEUE, type WiredFunction, wiredFunction } from './wired-function.js';

let place: WiredFunction;
beforeEach(async () => {
  place = await wiredFunction();
});
afterEach(() => place.close());

/** What callers of the function's own URL and of the queue get. */
const callers = async () => [await bodyOf(place.ownUrl), await place.message()];

describe('adopt', () => {
  test('is a plan until it is confirmed: nothing is written', async () => {
    place.sandbox.clear();
    const { code, summary, log } = await place.run({ operation: 'adopt' });
    expect(code).toBe(0);
    expect(place.writes()).toEqual([]);
    expect(log).toContain(`event source ${QUEUE} calls live`);
    expect(summary).toContain('the plan: ');
    expect(summary).toContain('--confirm true');
    expect(summary).toContain('aws events put-targets --rule nightly');
    expect(summary).toContain('aws apigatewayv2 update-integration --api-id abc123');
  });

  test('brings every caller that it can under the alias, and a release and a rollback reach them then', async () => {
    const { code, summary } = await place.run({ operation: 'adopt', confirm: 'true' });
    expect(code).toBe(0);
    expect(place.shown().aliases).toMatchObject([{ Name: 'live', FunctionVersion: '1' }]);
    expect(
      place
        .shown()
        .policies.live?.map(({ Sid }) => Sid)
        .sort(),
    ).toEqual(['api', 'nightly', 'url', 'url-2'].map((sid) => `versioned-deploy-adopted-${sid}`));
    expect(place.shown().asyncSettings.live).toMatchObject({ MaximumRetryAttempts: 0 });
    expect(place.shown().urls).toMatchObject([
      {},
      { qualifier: 'live', Cors: { AllowOrigins: ['https://shop.example'] } },
    ]);
    expect([...(await callers()), await bodyOf(await place.aliasUrl())]).toEqual(['one', 'one', 'one']);
    expect(summary).toContain('unadopt');

    await place.code('two');
    const args = { path: 'build', switch: 'true' };
    expect((await place.run({ ...args, 'latest-callers': 'protect' })).code).toBe(0);
    expect([await bodyOf(await place.aliasUrl()), await place.message()]).toEqual(['two', 'two']);
    expect((await place.run({ operation: 'rollback' })).code).toBe(0);
    expect([await bodyOf(await place.aliasUrl()), await place.message()]).toEqual(['one', 'one']);
  });

  test('twice is once, and the second says that nobody is left', async () => {
    await place.run({ operation: 'adopt', confirm: 'true' });
    const first = place.wiring();
    place.sandbox.clear();
    const again = await place.run({ operation: 'adopt', confirm: 'true' });
    expect(again.code).toBe(0);
    expect(place.writes()).toEqual([]);
    expect(place.wiring()).toEqual(first);
  });

  test('is undone by the line that it prints, to the last statement', async () => {
    const before = place.wiring();
    await place.run({ operation: 'adopt', confirm: 'true' });
    const plan = await place.run({ operation: 'unadopt' });
    expect(plan.summary).toContain('the plan: ');
    const back = await place.run({ operation: 'unadopt', confirm: 'true' });
    expect(back.code).toBe(0);
    expect(place.wiring()).toEqual(before);
    expect(place.shown().aliases).toMatchObject([{ Name: 'live', FunctionVersion: '1' }]);
    expect(await callers()).toEqual(['one', 'one']);
  });

  test('leaves alone what was bound to the alias before', async () => {
    await place.run({ operation: 'adopt', confirm: 'true' });
    await place.run({ operation: 'unadopt', confirm: 'true' });
    const other = { FunctionName: 'shop:live', EventSourceArn: `${QUEUE}-2` };
    await place.aws.send(new CreateEventSourceMappingCommand(other));
    const own = { FunctionName, Qualifier: 'live', StatementId: 'mine', Action: 'lambda:InvokeFunction' };
    await place.aws.send(new AddPermissionCommand({ ...own, Principal: 's3.amazonaws.com' }));
    await place.run({ operation: 'adopt', confirm: 'true' });
    await place.run({ operation: 'unadopt', confirm: 'true' });
    expect(place.shown().eventSources.map(({ calls }) => calls)).toEqual(['', 'live']);
    expect(place.shown().policies.live?.map(({ Sid }) => Sid)).toEqual(['mine']);
  });

  test('is refused where the alias shows other code: callers would get it by being moved', async () => {
    await place.run({ operation: 'adopt', confirm: 'true' });
    await place.run({ operation: 'unadopt', confirm: 'true' });
    const ZipFile = codeOf('two');
    await place.aws.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    place.sandbox.clear();
    const { code, log } = await place.run({ operation: 'adopt', confirm: 'true' });
    expect(code).toBe(1);
    expect(log).toContain('$LATEST holds other code than version 1, which live shows');
    expect(place.writes()).toEqual([]);
  });
});

describe('unadopt', () => {
  test('is refused where $LATEST holds other code: callers of the alias would get it by being moved', async () => {
    await place.run({ operation: 'adopt', confirm: 'true' });
    await place.aws.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: codeOf('two') }));
    place.sandbox.clear();
    const { code, log } = await place.run({ operation: 'unadopt', confirm: 'true' });
    expect(code).toBe(1);
    expect(log).toContain('$LATEST holds other code than version 1, which live shows: callers of live would get');
    expect(place.writes()).toEqual([]);
    expect(await place.message()).toBe('one');
    expect(log).toContain('That code is in no version, so publish it first');
    await place.aws.send(new PublishVersionCommand({ FunctionName }));
    expect((await place.run({ operation: 'unadopt' })).log).not.toContain('publish it first');
    const back = { operation: 'rollback', version: '1', 'latest-callers': 'protect' };
    expect((await place.run(back)).code).toBe(0);
    expect((await place.run({ operation: 'unadopt', confirm: 'true' })).code).toBe(0);
    expect(await callers()).toEqual(['one', 'one']);
  });

  test('says that services which still call the alias get no answer then', async () => {
    await place.run({ operation: 'adopt', confirm: 'true' });
    const { log } = await place.run({ operation: 'unadopt' });
    expect(log).toMatch(/no longer let events\S+ \(\S+nightly\) call live: whoever still does gets no answer/);
  });
});

/** Each write of an adoption, by its path. */
const WRITES: [what: string, method: string, path: string][] = [
  ['freezing', 'POST', '/versions$'],
  ['making the alias', 'POST', '/aliases$'],
  ['copying a permission', 'POST', '/policy'],
  ['marking the function', 'POST', '/tags/.*function%3A'],
  ['copying the settings', 'PUT', '/event-invoke-config'],
  ['marking the queue', 'POST', '/tags/.*mapping'],
  ['moving the queue', 'PUT', '/event-source-mappings/'],
  ['making the URL', 'POST', '/url'],
];

const REFUSED = { kind: 'answer' as const, answer: { status: 400, body: { message: 'No.' } } };

describe('a write that is refused, and then done without an answer', () => {
  test.each(WRITES)('at %s leaves every caller with an answer, and a rerun goes on', async (_, method, path) => {
    place.sandbox.fault({ method, path, ...REFUSED });
    const first = await place.run({ operation: 'adopt', confirm: 'true' });
    expect(first.code).toBe(1);
    expect(await callers()).toEqual(['one', 'one']);
    place.sandbox.fault({ method, path, kind: 'lose' });
    const second = await place.run({ operation: 'adopt', confirm: 'true' });
    place.sandbox.calm();
    expect(await callers()).toEqual(['one', 'one']);
    expect((await place.run({ operation: 'adopt', confirm: 'true' })).code).toBe(0);
    expect(second.code).toBe(0);
    expect([...(await callers()), await bodyOf(await place.aliasUrl())]).toEqual(['one', 'one', 'one']);
    expect(place.shown().versions).toHaveLength(1);
    expect((await place.run({ operation: 'unadopt', confirm: 'true' })).code).toBe(0);
    expect(place.shown().eventSources.map(({ calls }) => calls)).toEqual(['']);
    expect(place.shown().tags).toEqual({});
    expect(await callers()).toEqual(['one', 'one']);
  });
});
