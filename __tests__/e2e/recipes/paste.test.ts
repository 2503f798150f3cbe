import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AWS_ENV, type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { given, recipe } from '../../support/recipes.js';
import { paste, runAction } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

test('the printed line knows the region that the step before had set, and takes the deploy back', async () => {
  const { region, ...inputs } = given(recipe('Switch at once, roll back by hand').ours[0]);
  const endpoint = { AWS_ENDPOINT_URL_LAMBDA: place.sandbox.url };
  await place.code('two');
  const { outputs, log } = await runAction({
    inputs: { ...inputs, function: 'shop' },
    env: { ...AWS_ENV, ...endpoint, AWS_REGION: region },
    cwd: place.cwd,
  });
  expect([outputs.switched, log]).toEqual(['true', expect.anything()]);
  expect(place.shares()).toEqual({ '2': 100 });
  const line = outputs['rollback-command'] ?? '';
  expect(line).toContain(`--region ${region}`);
  const { code } = await paste(line, { cwd: place.cwd, env: { ...AWS_ENV, ...endpoint } });
  expect([code, place.shares()]).toEqual([0, { '1': 100 }]);
});
