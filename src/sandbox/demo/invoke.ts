import { SANDBOX_FUNCTION, SANDBOX_KEY } from '../../providers/invoke/sandbox/state.js';
import { type DemoFixture, versionInAnswer } from './fixture.js';

/** The sandbox starts with one project, `demo`, and in it one function without a version, `sample`. */
export const fixture: DemoFixture = {
  provider: 'invoke',
  sample: 'invoke',
  file: 'index.js',
  env: { INVOKE_API_KEY: SANDBOX_KEY },
  where: (url) => ({
    provider: 'invoke',
    function: '@demo/sample',
    'invoke.url': url,
    'invoke.execution-url': url,
  }),
  async call({ url }) {
    const answer = await fetch(`${url}/invoke/${SANDBOX_FUNCTION}/`);
    return versionInAnswer(await answer.text());
  },
};
