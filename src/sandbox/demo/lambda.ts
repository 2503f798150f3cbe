import { KEYS, signer } from '../../providers/lambda/sandbox/signature.js';
import { type DemoFixture, versionInAnswer } from './fixture.js';

const REGION = 'eu-central-1';
const NAME = 'hello';

export const fixture: DemoFixture = {
  provider: 'aws-lambda',
  sample: 'aws-lambda',
  file: 'index.mjs',
  env: { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey },
  where: (url) => ({ provider: 'aws-lambda', function: NAME, region: REGION, endpoint: url }),
  deploy: {
    create:
      '{function: true, role: "arn:aws:iam::123456789012:role/hello", runtime: nodejs22.x, handler: index.handler}',
  },
  async call({ url }) {
    // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    const path = `/2015-03-31/functions/${NAME}/invocations`;
    const request = {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query: { Qualifier: 'live' },
      headers: { host: new URL(url).host },
      body: '{}',
    };
    const { headers } = await signer('lambda', REGION).sign(request);
    const answer = await fetch(`${url}${path}?Qualifier=live`, { method: 'POST', headers, body: '{}' });
    return versionInAnswer(await answer.text());
  },
};
