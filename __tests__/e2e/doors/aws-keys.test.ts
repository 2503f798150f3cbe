import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SESSION_KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

// A server, or something on the way to it, that says in its answer what it was sent.

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
});
afterEach(() => place.close());

test('AWS keys that a server sends back are seen nowhere, in whatever form', async () => {
  const { secretAccessKey, sessionToken, accessKeyId } = SESSION_KEYS;
  const forms = [secretAccessKey, sessionToken].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]);
  const body = { __type: 'InvalidParameterValueException', message: `Nobody is ${forms.join(' or ')}.` };
  place.sandbox.fault({ kind: 'answer', method: 'GET', path: 'functions', times: 99, answer: { status: 400, body } });
  const keys = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const { log, summary, outputs } = await place.run({ operation: 'list' }, keys);
  // The runner takes these lines away.
  const said = log.replace(/^::add-mask::.*$/gm, '') + summary + JSON.stringify(outputs);
  expect(said).toContain('Nobody is');
  for (const form of forms) expect(said).not.toContain(form);
});
