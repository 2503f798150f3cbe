import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { awsJobs, type ExampleJob } from '../support/example-workflows.js';
import { ROOT } from '../support/run-dist.js';

// https://docs.github.com/en/actions/concepts/security/openid-connect#understanding-the-oidc-token: the subject names
// the job's environment; without one `pull_request`, or else the ref. A workflow that is started by hand on main, by a
// schedule or by a push to main has main's ref.
const subjectsOf = ({ environment, events }: ExampleJob): string[] =>
  environment
    ? [`environment:${environment}`]
    : events.map((event) => (event === 'pull_request' ? 'pull_request' : 'ref:refs/heads/main'));

const NAMES = ['repo:octo-org/checkout', 'repo:octo-org@1234567/checkout@7654321'];
const KEY = 'token.actions.githubusercontent.com';

interface Trust {
  Statement: { Condition: { StringEquals: Record<string, string | string[]> } }[];
}

test.each([...new Set(awsJobs().map(({ role }) => role))])(
  'the role %s trusts exactly the jobs that lend it',
  (role) => {
    const file = path.join(ROOT, 'examples', 'policies', `${role}.trust.json`);
    const { Statement } = JSON.parse(readFileSync(file, 'utf8')) as Trust;
    const condition = Statement[0]?.Condition.StringEquals ?? {};
    const subjects = new Set(awsJobs().flatMap((job) => (job.role === role ? subjectsOf(job) : [])));
    const wanted = NAMES.flatMap((name) => [...subjects].map((subject) => `${name}:${subject}`));
    expect(condition).toEqual({ [`${KEY}:aud`]: 'sts.amazonaws.com', [`${KEY}:sub`]: expect.anything() });
    expect([condition[`${KEY}:sub`]].flat().sort()).toEqual(wanted.sort());
  },
);
