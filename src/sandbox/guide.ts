import { SANDBOX_KEYS as FC_KEYS } from '../providers/fc/sandbox/signature.js';
import { KEYS } from '../providers/lambda/sandbox/signature.js';

/** The environment that opens a sandbox with this secret. */
export const environmentOf = (secret: string): Record<string, string> => ({
  INVOKE_API_KEY: secret,
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: secret,
  ALIBABA_CLOUD_ACCESS_KEY_ID: FC_KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
});

/** How to point a workflow, or a terminal, at a running sandbox. The keys open nothing else. */
export function guide(url: string, keys: Record<string, string>): string {
  return `The sandbox listens on ${url}. Nothing is kept when it ends (Ctrl+C).

Invoke (there is the function "sample" in the project "demo")
  with:  provider: invoke
         function: '@demo/sample'
         invoke: |
           url: ${url}
           execution-url: ${url}
  env:   INVOKE_API_KEY: ${keys.INVOKE_API_KEY}

AWS Lambda (every region has the function "sample": nodejs22.x, index.handler)
  with:  provider: aws-lambda
         function: sample
         region: eu-central-1
         endpoint: ${url}
  env:   AWS_ACCESS_KEY_ID: ${keys.AWS_ACCESS_KEY_ID}
         AWS_SECRET_ACCESS_KEY: ${keys.AWS_SECRET_ACCESS_KEY}

Function Compute 3.0 (there is the function "sample")
  with:  provider: alibaba-fc3
         function: sample
         region: eu-central-1
         endpoint: ${url}
  env:   ALIBABA_CLOUD_ACCESS_KEY_ID: ${keys.ALIBABA_CLOUD_ACCESS_KEY_ID}
         ALIBABA_CLOUD_ACCESS_KEY_SECRET: ${keys.ALIBABA_CLOUD_ACCESS_KEY_SECRET}

Function Compute 2.0 (there is the service "demo" with the functions "sample" and "other"); the same env
  with:  provider: alibaba-fc2
         fc2: '{service: demo, account-id: 1234567890123456}'
         function: sample
         region: eu-central-1
         endpoint: ${url}

Look inside: ${url}/_sandbox/requests is the log of all requests; docs/sandbox.md has the rest.
`;
}
