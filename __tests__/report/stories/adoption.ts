import { aws, receipt } from './base.js';

const QUEUE = 'arn:aws:sqs:eu-central-1:123456789012:orders';
const RULE = 'events.amazonaws.com (arn:aws:events:eu-central-1:123456789012:rule/nightly)';

/** Adopted as far as it could be: one change is left for a person. */
export const adopted = receipt({
  ...aws,
  operation: 'adopt',
  effect: 'binds',
  headline: '3 steps are done, and 1 is for you to do',
  steps: [
    { kind: 'bind', what: `let ${RULE} call live`, status: 'done', ms: 40 },
    { kind: 'bind', what: `event source ${QUEUE} calls live`, status: 'done', ms: 2400 },
  ],
  before: null,
  after: { stable: '1' },
  adoption: {
    direction: 'adopt',
    warnings: [],
    rows: [
      { what: 'make the alias live of what $LATEST holds', state: 'done' },
      {
        what: `let ${RULE} call live`,
        state: 'done',
        undo: { tool: 'aws', line: 'aws lambda remove-permission --function-name orders --qualifier live' },
      },
      { what: `event source ${QUEUE} calls live`, state: 'done' },
      { what: 'give live the retries and destinations of asynchronous calls', state: 'there' },
      {
        what: `${RULE} calls live`,
        state: 'by-hand',
        byHand: {
          commands: [{ tool: 'aws', line: "aws events put-targets --rule nightly --targets 'Id=<TARGET_ID>,Arn=…'" }],
          caution: 'The second replaces the target with that id as a whole.',
        },
      },
    ],
    callers: [
      { what: `event source ${QUEUE}`, qualifier: 'live' },
      { what: 'function URL', qualifier: '$LATEST', url: 'https://abc.lambda-url.eu-central-1.on.aws/' },
    ],
  },
  suggestions: [
    {
      kind: 'unadopt',
      title: 'To undo this (callers as they were)',
      inputs: { operation: 'unadopt', provider: 'aws-lambda', function: 'orders', confirm: 'true' },
      vendor: [],
    },
  ],
});
