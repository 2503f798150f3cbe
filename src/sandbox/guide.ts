import { SANDBOX_KEY } from '../providers/invoke/sandbox/world.js';
import { KEYS } from '../providers/lambda/sandbox/signature.js';

/** How to point a workflow, or a terminal, at a running sandbox. The keys open nothing else. */
export function guide(url: string): string {
  return `The sandbox listens on ${url}. Nothing is kept when it ends (Ctrl+C).

Invoke (project "demo", function "sample")
  with:  provider: invoke
         function: '@demo/sample'
         invoke-url: ${url}
         invoke-execution-url: ${url}
  env:   INVOKE_API_KEY: ${SANDBOX_KEY}

AWS Lambda (create a function first: create-if-missing, or aws lambda create-function --endpoint-url ${url} …)
  with:  provider: aws-lambda
         region: eu-central-1
         endpoint: ${url}
  env:   AWS_ACCESS_KEY_ID: ${KEYS.accessKeyId}
         AWS_SECRET_ACCESS_KEY: ${KEYS.secretAccessKey}
`;
}
